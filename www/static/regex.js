/*
 * regex() as the server's PCRE2 gives it, by RegExp without the u flag, where a
 * hyphen beside a class escape is literal. What only PCRE2 knows is rewritten;
 * a pattern that RegExp refuses nevertheless matches everything: the server
 * judges it when the answers are sent.
 */
const POSIX = {
	alpha: 'A-Za-z', digit: '0-9', alnum: '0-9A-Za-z', upper: 'A-Z', lower: 'a-z', space: ' \\t-\\r', blank: ' \\t',
	punct: '!-\\/:-@\\[-`{-~', xdigit: '0-9A-Fa-f', word: '\\w',
};
const kept = new Map();

function rewrite(pattern) {
	let flags = '';
	let p = pattern.replace(/^\(\?([ims]+)\)/, (all, letters) => {
		flags += letters;
		return '';
	});
	p = p.replace(/\\Q([^]*?)(?:\\E|$)/g, (all, plain) => plain.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&'));
	p = p.replace(/\[:(\w+):\]/g, (all, name) => POSIX[name] ?? all).replace(/\\A/g, '^').replace(/\\[zZ]/g, '$')
		.replace(/\\h/g, '[ \\t]');
	/* Characters outside the first plane and classes of letters need the u flag. */
	if (/\\p\{|[\ud800-\udfff]/.test(p))
		return new RegExp(`^(?:${p})$`, `${flags}u`);
	return new RegExp(`^(?:${p})$`, flags);
}

export function matches(subject, pattern) {
	if (!kept.has(pattern)) {
		let made = null;
		/* The second try is without the plus of possessive quantifiers. */
		for (const tried of [pattern, pattern.replace(/([*+?}])\+/g, '$1')]) {
			try {
				made ??= rewrite(tried);
			} catch {
				/* Left to the server. */
			}
		}
		kept.set(pattern, made);
	}
	return kept.get(pattern)?.test(subject) ?? true;
}
