/*
 * A long section on a phone, in parts of a screen or two each: as many as it takes, about
 * alike, cut between its questions. What is not shown is there and hidden, so that answers
 * are read and judged as ever.
 */
const all = (root, selector) => [...root.querySelectorAll(selector)];

const SMALL = matchMedia('(max-width: 479px) and (min-height: 480px)');
const SCREENS = 2;	/* what a part may take, with one swipe */

/* What stays together: a question with what is joined to it; rows of a table are apart. */
function units(box) {
	const list = [];
	for (const child of box.children) {
		if (child.classList.contains('joined') && list.length)
			list.at(-1).push(child);
		else if (child.classList.contains('matrix'))
			list.push(...all(child, ':scope > .matrix-row').map((row) => [row]));
		else
			list.push([child]);
	}
	return list;
}

const height = (unit) => unit.reduce((sum, e) => sum + e.getBoundingClientRect().height, 0);

export class Parts {
	constructor(element) {
		this.element = element;
		this.list = [];
		this.at = 0;
		SMALL.addEventListener('change', () => this.cut());
	}

	get isLast() { return this.at >= this.list.length - 1; }
	get isFirst() { return this.at === 0; }

	/* The section was drawn anew. */
	cut(at = 0) {
		const box = this.element.querySelector('[data-fields]');
		this.list = [];
		if (box) {
			for (const e of all(box, '[data-part-hidden]'))
				this.hide(e, false);
			for (const group of all(box, '[data-fold]'))
				group.open = !SMALL.matches || group.querySelector('input:checked') !== null;
			const parts = this.measured(box);
			if (parts.length > 1)
				this.list = parts;
		}
		this.show(Math.min(at, Math.max(this.list.length - 1, 0)));
	}

	measured(box) {
		if (!SMALL.matches)
			return [];
		const list = units(box).map((unit) => [unit, height(unit) + 20]);
		const frame = document.documentElement.scrollHeight - box.getBoundingClientRect().height;
		const sum = list.reduce((n, [, h]) => n + h, 0);
		const count = Math.ceil(sum / (SCREENS * innerHeight - frame));
		const parts = [[]];
		let filled = 0;
		for (const [unit, h] of list) {
			/* A cut where more than half of the question would stick out. */
			if (parts.length < count && parts.at(-1).length && filled + h / 2 > sum * parts.length / count)
				parts.push([]);
			parts.at(-1).push(...unit);
			filled += h;
		}
		return parts;
	}

	hide(e, hidden) {
		e.toggleAttribute('hidden', hidden);
		e.toggleAttribute('data-part-hidden', hidden);
	}

	show(at) {
		this.at = at;
		this.element.dataset.part = at;
		this.list.forEach((part, i) => part.forEach((e) => this.hide(e, i !== at)));
	}

	/* To the part that holds the element. */
	reveal(e) {
		const at = this.list.findIndex((part) => part.some((own) => own.contains(e)));
		if (at >= 0)
			this.show(at);
	}

	/* Fields came or went: new ones stand with what is shown. */
	joined(e) {
		if (this.list.length && !this.list.some((part) => part.includes(e)))
			this.list[this.at].push(e);
	}

	replaced(old, made) {
		for (const part of this.list)
			if (part.includes(old)) {
				part[part.indexOf(old)] = made;
				this.hide(made, part !== this.list[this.at]);
			}
	}
}
