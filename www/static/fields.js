/*
 * What fields gain with a script, wherever they stand and whenever they came:
 * one listener for all of a page. Hooks (see kiosk.js):
 *   [data-either]  input[data-exclusive]  [data-filter]  [data-rank]  [data-range]  [data-pad]
 */
const all = (root, selector) => [...root.querySelectorAll(selector)];
const tell = (field, kind = 'input') => field.dispatchEvent(new Event(kind, {bubbles: true}));

const isTick = (field) => field.type === 'radio' || field.type === 'checkbox';

/* Choosing a chip clears the number beside it; typing clears the chips. */
function either(box, target) {
	if (isTick(target) ? target.checked : target.value.trim() !== '')
		for (const field of all(box, 'input:not([type=hidden])')) {
			if (isTick(target) && !isTick(field))
				field.value = '';
			else if (!isTick(target) && isTick(field))
				field.checked = false;
		}
}

function exclusive(target) {
	if (target.type !== 'checkbox' || !target.checked || !target.form)
		return;
	const alone = 'exclusive' in target.dataset;
	for (const other of all(target.form, 'input[type=checkbox]'))
		if (other !== target && other.name === target.name && (alone || 'exclusive' in other.dataset))
			other.checked = false;
}

/* Lower case without accents, so that "cislo" finds "Číslo". */
const plain = (text) => text.normalize('NFD').replace(/\p{M}/gu, '').replace(/ł/gi, 'l').toLowerCase();

function filter(box, search) {
	const list = document.querySelector(box.dataset.filter);
	const none = box.querySelector('[data-filter-none]');
	if (!list)
		return;
	const words = plain(search.value).split(/\s+/).filter(Boolean);
	let shown = 0;
	for (const chip of all(list, '.chip')) {
		const text = plain(chip.textContent);
		chip.hidden = !words.every((word) => text.includes(word));
		shown += !chip.hidden;
	}
	for (const group of all(list, '.group'))
		group.hidden = words.length > 0 && !group.querySelector('.chip:not([hidden])');
	if (none)
		none.hidden = shown > 0;
}

/* A choice taken for one place leaves the place it had to the one that stood here. */
const before = new WeakMap();
function placed(box, select) {
	for (const other of all(box, 'select'))
		if (other !== select && select.value && other.value === select.value)
			other.value = before.get(select) ?? '';
	remember(box);
}

function remember(box) {
	for (const select of all(box, 'select'))
		before.set(select, select.value);
}

function move(box, button) {
	const selects = all(box, 'select');
	const at = selects.findIndex((s) => s.parentElement === button.parentElement);
	const other = selects[at + Number(button.dataset.move)];
	if (!other || other.disabled)
		return;
	[selects[at].value, other.value] = [other.value, selects[at].value];
	remember(box);
	tell(other, 'change');
	/* The finger goes with the answer that moved. */
	const same = other.parentElement.querySelector(`[data-move="${button.dataset.move}"]`);
	(getComputedStyle(same).visibility === 'hidden' ? other : same).focus();
}

function slide(box, target) {
	const number = box.querySelector('input:not([type=range])');
	const slider = box.querySelector('input[type=range]');
	if (target === slider) {
		slider.classList.remove('unset');
		number.value = slider.value;
		tell(number);
	} else if (target === number) {
		const v = Number(number.value.replace(',', '.'));
		slider.classList.toggle('unset', number.value.trim() === '' || Number.isNaN(v));
		if (!Number.isNaN(v))
			slider.value = v;
	}
}

function pad(box, button) {
	const field = document.getElementById(box.dataset.pad);
	if (!field || field.readOnly)
		return;
	field.value = 'delete' in button.dataset ? field.value.slice(0, -1) : field.value + button.textContent;
	tell(field);
}

export function watchFields() {
	/* Before what looks at the answers: that hears of the events further up. */
	document.addEventListener('focusin', ({target}) => {
		const box = target.closest?.('[data-rank]');
		if (box)
			remember(box);
	});
	const react = (event) => {
		const {target} = event;
		const box = target.closest?.('[data-either], [data-filter], [data-range], [data-rank]');
		if (event.type === 'change')
			exclusive(target);
		if (!box)
			return;
		if ('either' in box.dataset && event.type === (isTick(target) ? 'change' : 'input'))
			either(box, target);
		else if ('filter' in box.dataset && event.type === 'input')
			filter(box, target);
		else if ('range' in box.dataset && event.type === 'input')
			slide(box, target);
		else if ('rank' in box.dataset && event.type === 'change')
			placed(box, target);
	};
	document.addEventListener('input', react, true);
	document.addEventListener('change', react, true);
	document.addEventListener('click', ({target}) => {
		const button = target.closest('button');
		const box = button?.closest('[data-rank], [data-pad]');
		if (box && 'move' in button.dataset)
			move(box, button);
		else if (box && 'pad' in box.dataset)
			pad(box, button);
	});
	document.addEventListener('keydown', (event) => {
		const box = event.target.closest?.('[data-filter]');
		if (!box)
			return;
		if (event.key === 'Enter') {
			event.preventDefault();
		} else if (event.key === 'Escape') {
			event.target.value = '';
			filter(box, event.target);
		}
	});
}
