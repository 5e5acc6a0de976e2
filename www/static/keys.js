/*
 * A form by keys: a digit answers the question one is at, Enter goes on to the next one and, behind
 * the last, to the next step. Digits choose what is written on a choice where these are figures, else
 * the first, second, third … of the list; beside a number they are the number.
 */
const all = (root, selector) => [...root.querySelectorAll(selector)];
const TOGETHER_MS = 900;	/* 1 and 0 are 10, when they come so soon */

const TICKS = 'input[type=radio], input[type=checkbox]';
const isTyped = (e) => e.matches?.('input:not([type=radio], [type=checkbox], [type=range], [type=hidden]), textarea, select');
const inputs = (field) => all(field, TICKS).filter((i) => !i.disabled && i.closest('[hidden], details:not([open])') === null);
const written = (input) => input.closest('label')?.textContent.trim() ?? '';

/* The questions of the page, in order: what has something to answer and is shown. */
function fields(form) {
	return all(form, '.field').filter((f) => f.closest('[hidden], .joined.folded') === null && f.querySelector(`${TICKS}, input:not([type=hidden], [type=search]), select, textarea`));
}

const isAnswered = (field) => all(field, 'input:not([type=hidden], [type=search]), select, textarea').some((i) => i.matches(TICKS) ? i.checked : i.type !== 'range' && i.value !== '');

/* Where one is: the question of the focus, else the first without an answer. */
function current(form) {
	const list = fields(form);
	return list.find((f) => f.contains(document.activeElement)) ?? list.find((f) => !isAnswered(f)) ?? null;
}

function focus(field) {
	const first = field.matches('.folded') ? field.querySelector('.pair-cell') : field.querySelector('input:checked') ?? inputs(field)[0] ?? field.querySelector('input:not([type=hidden], [type=search], [type=range]), select, textarea');
	first?.focus({preventScroll: true});
	field.scrollIntoView({block: 'nearest'});
}

export function watchKeys(form) {
	let last = {field: null, keys: '', at: 0};

	const goOn = () => {
		const list = fields(form);
		const at = list.findIndex((f) => f.contains(document.activeElement));
		const to = at >= 0 ? list[at + 1] : list.find((f) => !isAnswered(f));
		if (to)
			focus(to);
		else
			form.querySelector('.actions .button')?.click();
	};

	/* Which of the choices the keys mean. */
	const meant = (field, keys) => {
		const list = inputs(field);
		const figures = list.filter((i) => /^\d+$/.test(written(i)));
		return figures.length > list.length / 2 ? figures.find((i) => written(i) === keys) : list[Number(keys) - 1];
	};

	const answer = (digit) => {
		const field = current(form);
		if (!field)
			return false;
		const number = field.querySelector('input.short:not(.when)');
		if (number && !number.readOnly) {
			if (field.matches('.folded'))
				field.querySelector('.pair-other').click();
			number.value = digit;
			number.focus();
			number.dispatchEvent(new Event('input', {bubbles: true}));
			return true;
		}
		const soon = last.field === field && performance.now() - last.at < TOGETHER_MS;
		const chosen = (soon && meant(field, last.keys + digit)) || meant(field, digit);
		last = {field, keys: soon ? last.keys + digit : digit, at: performance.now()};
		chosen?.focus({preventScroll: true});
		if (chosen && !(chosen.type === 'radio' && chosen.checked))
			chosen.click();
		return Boolean(chosen);
	};

	document.addEventListener('keydown', (event) => {
		const {key, target} = event;
		if (event.ctrlKey || event.altKey || event.metaKey || event.defaultPrevented || document.querySelector('dialog[open]'))
			return;
		/* In a text that is being written it begins a line. */
		if (key === 'Enter' && !target.closest?.('button:not(.pair-cell), a, summary, [data-filter]') && !(target.tagName === 'TEXTAREA' && target.value)) {
			event.preventDefault();
			goOn();
		} else if (/^[0-9]$/.test(key) && !isTyped(target) && answer(key)) {
			event.preventDefault();
		}
	});
}
