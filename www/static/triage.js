/* The keys of the desk for comments: j and k go through the list, Enter opens, r replies, m merges. */
const writes = (target) => target.closest('input:not([type=checkbox]), textarea, select, [contenteditable]');

export function keys(desk) {
	const links = () => [...desk.querySelectorAll('.mail-item > a')];

	const move = (by) => {
		const list = links();
		const at = list.indexOf(document.activeElement);
		const from = at < 0 ? list.findIndex((link) => link.hasAttribute('aria-current')) : at;
		const next = list[Math.min(Math.max(from + by, 0), list.length - 1)];
		/* On a phone an open report hides the list. */
		if (next && !next.offsetParent)
			location.assign(next.href);
		else
			next?.focus();
	};
	const into = (selector) => {
		const field = desk.querySelector(selector);
		field?.focus();
		return !!field;
	};
	const deeds = {
		j: () => move(1),
		k: () => move(-1),
		r: () => into('#reply'),
		m: () => into('#find'),
	};

	addEventListener('keydown', (event) => {
		const deed = deeds[event.key];
		if (!deed || event.ctrlKey || event.metaKey || event.altKey || writes(event.target))
			return;
		event.preventDefault();
		deed();
	});
}
