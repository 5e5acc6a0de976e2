/*
 * Wordings as runs, drawn as src/view/runs.c draws them. Most have no marks and are read here; what
 * reads the others comes with the first form that has any (marks.js).
 */
export const STRONG = 1;
export const EM = 2;

/* ==== reading ==== */

const REF = /\$\{([^{}\n$]+)\}/g;
/* What a text with marks has in any case; others may have it, too. */
const MAY_BE_MARKED = /\*[^]+\*|(?:^|[^0-9A-Za-z\u0080-\uffff])_|_(?![0-9A-Za-z\u0080-\uffff])|(?:^|[\r\n])#|\\|\]\(|\r/;

let marks = null;
const known = new Map();

export const anyMarked = (v) => typeof v === 'string' ? MAY_BE_MARKED.test(v) : v !== null && typeof v === 'object' && Object.values(v).some(anyMarked);

/* Before a form's texts are read: `raw` as GET /s/ROUND/form gives it. */
export async function prepare({nodes, lists}) {
	if (!marks && (anyMarked(nodes) || anyMarked(lists))) {
		marks = await import('./marks.js');
		known.clear();
	}
}

function unmarked(text) {
	const list = [];
	let at = 0;
	const put = (piece) => piece.text !== '' && list.push({...piece, style: 0, heading: 0});
	for (const m of text.matchAll(REF)) {
		put({text: text.slice(at, m.index)});
		put({ref: m[1].trim()});
		at = m.index + m[0].length;
	}
	put({text: text.slice(at)});
	return list;
}

/* A text as it was written to its pieces: {text, style, heading}, or {ref} in place of the text, the
 * name between the braces. Read once. */
export function read(text) {
	let list = known.get(text);
	if (!list) {
		list = marks && MAY_BE_MARKED.test(text) ? marks.pieces(text) : unmarked(text);
		known.set(text, list);
	}
	return list;
}

/* ==== drawing ==== */

const ESCAPES = {'&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;'};
export const escape = (text) => String(text).replace(/[&<>"']/g, (c) => ESCAPES[c]);

/* HTML of ours, which templates show as it is, in text alone. Made here only. */
class Markup {
	constructor(html) { this.html = html; }
}

export const isMarkup = (v) => v instanceof Markup;

export const plain = (runs) => runs.map((run) => run.text).join('');

const marked = (runs) => runs.some((run) => run.style || run.heading || run.text.includes('\n'));

function html(runs, lang, dir) {
	const weighed = runs.some((run) => run.style & STRONG && !run.heading);
	let out = `<span${marked(runs) ? ` class="${weighed ? 'marked weighed' : 'marked'}"` : ''}${lang && ` lang="${escape(lang)}"`}${dir && ` dir="${dir}"`}>`;
	let [style, heading] = [0, 0];
	for (const run of [...runs, {text: '', style: 0, heading: 0}]) {
		if (run.style !== style || run.heading !== heading) {
			const keep = run.heading === heading ? run.style : 0;
			out += style & EM ? '</em>' : '';
			out += style & STRONG & ~keep ? '</strong>' : '';
			style &= keep & STRONG;
			if (run.heading !== heading)
				out += `${heading ? '</strong>' : ''}${run.heading ? `<strong class="head-${run.heading}">` : ''}`;
			out += run.style & ~style & STRONG ? '<strong>' : '';
			out += run.style & EM ? '<em>' : '';
			({style, heading} = run);
		}
		out += escape(run.text).replaceAll('\n', '<br>');
	}
	return `${out}</span>`;
}

/* Runs, {text, style, heading}, none of them blank, as templates take them: a text where they have
 * neither marks nor line breaks nor a language or direction of their own, else markup. */
export const drawn = (runs, lang = '', dir = '') => marked(runs) || (runs.length && (lang || dir)) ? new Markup(html(runs, lang, dir)) : plain(runs);
