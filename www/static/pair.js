/*
 * How often, by one touch: a number and the period it is joined with as one table of usual pairs.
 * The two questions stay what they are, below "Other"; a pair chosen here is their answer.
 */
const all = (root, selector) => [...root.querySelectorAll(selector)];
const make = (tag, className, text = '') => Object.assign(document.createElement(tag), {className, textContent: text});
const radios = (field) => all(field, 'input[type=radio]').filter((radio) => radio.value !== 'dk');

function tell(input, checked) {
	input.checked = checked;
	input.dispatchEvent(new Event('change', {bubbles: true}));
}

/* A cell is pressed when both of its answers are given. */
function show(table) {
	for (const cell of all(table, '.pair-cell'))
		cell.setAttribute('aria-pressed', String(cell.pair.every((radio) => radio.checked)));
}

function build(number, unit, words) {
	const table = make('div', 'pair');
	for (const period of radios(unit)) {
		const row = make('div', 'pair-row');
		const label = period.closest('label').textContent.trim();
		row.append(make('span', 'pair-label', label));
		for (const times of radios(number)) {
			const cell = make('button', 'pair-cell', times.closest('label').textContent.trim());
			cell.type = 'button';
			cell.pair = [times, period];
			cell.setAttribute('aria-label', `${cell.textContent} ${label}`);
			row.append(cell);
		}
		table.append(row);
	}
	const other = make('button', 'pair-other', words);
	other.type = 'button';
	other.setAttribute('aria-expanded', 'false');
	table.addEventListener('click', ({target}) => {
		const cell = target.closest('.pair-cell');
		if (!cell)
			return;
		const on = cell.getAttribute('aria-pressed') !== 'true';
		for (const radio of cell.pair)
			tell(radio, on);
		show(table);
	});
	other.addEventListener('click', () => {
		open(number, unit, other);
		number.querySelector('input.short')?.focus();
	});
	table.append(other);
	return table;
}

function open(number, unit, other) {
	number.classList.remove('folded');
	unit.classList.remove('folded');
	other.setAttribute('aria-expanded', 'true');
	other.hidden = true;
}

/* Whether an answer is given that no cell shows, or one of the two is wrong. */
function needsAll(number, unit) {
	const given = all(number, 'input').some((i) => i.type === 'radio' ? i.checked : i.type === 'text' && i.value !== '');
	const period = unit.querySelector('input:checked');
	return given !== Boolean(period) || (given && !number.querySelector('input[type=radio]:checked')) || period?.value === 'dk' ||
		number.classList.contains('invalid') || unit.classList.contains('invalid');
}

/* Give every number with offered ones, and the question joined with it, its table. */
export function pair(box, words) {
	for (const unit of all(box, '.field.joined')) {
		const number = unit.previousElementSibling;
		const offered = number?.querySelector('.segments input[type=radio]') && !unit.querySelector(':disabled') && radios(unit).length;
		if (!offered || number.querySelector('.pair') || radios(number).length * radios(unit).length > 60)
			continue;
		const table = build(number, unit, words);
		number.querySelector('.segments').before(table);
		const other = table.querySelector('.pair-other');
		number.classList.add('folded');
		unit.classList.add('folded');
		if (needsAll(number, unit))
			open(number, unit, other);
		show(table);
		for (const field of [number, unit])
			field.addEventListener('change', () => show(table));
	}
}
