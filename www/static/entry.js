/*
 * Typing in sheets of paper by the keyboard alone. One rule for moving on: Enter (or Tab)
 * goes on by one question, always. Where every box has one digit ([data-one]) a further
 * digit cannot belong to the answer and goes to the next question, so that Enter may be
 * left out. A minus alone says that nothing was answered. Enter does not leave a number
 * that no box has. Nothing moves by itself, and no field comes or goes.
 *
 * What numbers stand for is echoed beside the field; a question passed with nothing
 * typed is marked. Without a script the server says both when it reads the sheet back.
 */
const form = document.querySelector('form[data-entry]');
const check = document.querySelector('form[data-entry-check]');

const DASHES = new Set(['-', '−', '–', '—']);
const isDash = (text) => DASHES.has(text.trim());

/* ---- what is typed, in words ---- */

const lists = new Map();
for (const list of document.querySelectorAll('dl[id^="list-"]')) {
	const numbers = [...list.querySelectorAll('dt')].map((dt) => [Number(dt.textContent), dt.nextElementSibling.textContent]);
	lists.set(list.id, new Map(numbers));
}

/* The labels of the boxes typed; null where a number is wrong, twice there or too many. */
function boxes(field, text) {
	const list = lists.get(field.dataset.list);
	const words = text.split(/[\s,;.]+/).filter(Boolean);
	const numbers = words.map((word) => /^-?\d{1,5}$/.test(word) ? Number(word) : NaN);
	if (numbers.some((n) => !list.has(n)) || new Set(numbers).size < numbers.length || (field.dataset.kind === 'one' && numbers.length > 1))
		return null;
	return numbers.map((n) => list.get(n)).join(' · ');
}

function dateWords(text) {
	const [, year, month, day] = /^(\d{4})[-./ ]?(\d{1,2})[-./ ]?(\d{1,2})$/.exec(text) ?? [];
	const date = year && new Date(Date.UTC(year, month - 1, day));
	return date && date.getUTCMonth() === month - 1 ?
		date.toLocaleDateString(document.documentElement.lang, {dateStyle: 'long', timeZone: 'UTC'}) : '';
}

/* {words} or, where it cannot be right, {wrong}. */
function read(field) {
	const text = field.value.trim();
	const {kind, unit, noChoice, ticked, dash} = {...form.dataset, ...field.dataset};
	if (text === '')
		return {words: ''};
	if (isDash(text))
		return {words: dash};
	if (kind === 'one' || kind === 'many') {
		const words = boxes(field, text);
		return words === null ? {wrong: noChoice} : {words};
	}
	if (kind === 'tick')
		return text === '1' || text === 'OK' ? {words: ticked} : {wrong: noChoice};
	/* A minus that was meant as an answer of its own is seen before the digits behind it. */
	return {words: kind === 'other' ? dateWords(text) : unit ? `${text} ${unit}` : kind === 'number' && text.startsWith('-') ? text : ''};
}

/* ---- one sheet ---- */

class Entry {
	constructor() {
		this.fields = [...form.querySelectorAll('input[data-kind]')];
		this.button = form.querySelector('button[value=check]');
		/* How far one has come: what lies before it was passed. */
		this.reached = this.fields.findLastIndex((field) => field.value !== '') + 1;
		this.sent = false;
		this.listen();
		this.fields.forEach((field) => this.echo(field));
		this.mark();
		const first = form.querySelector('input[autofocus]') ?? this.fields[0];
		first.focus();
		first.select();
	}

	echo(field) {
		const {words, wrong} = read(field);
		const output = document.getElementById(`${field.id}-echo`);
		field.classList.toggle('wrong', wrong !== undefined);
		if (!output)
			return;
		output.classList.toggle('wrong', wrong !== undefined);
		output.textContent = wrong ?? words;
	}

	/* Parts that may stay blank as a whole are marked once something is in them. */
	mark() {
		const begun = new Set(this.fields.filter((f) => f.value.trim() !== '').map((f) => f.dataset.group));
		this.fields.forEach((field, i) => {
			const output = document.getElementById(`${field.id}-echo`);
			const skipped = i < this.reached && field.value.trim() === '' && field !== document.activeElement &&
				(!('optional' in field.dataset) || begun.has(field.dataset.group));
			if (!output || (!skipped && !output.classList.contains('skipped')))
				return;
			output.classList.toggle('skipped', skipped);
			output.textContent = skipped ? form.dataset.skipped : read(field).words ?? '';
		});
	}

	go(to) {
		to.focus();
		to.select?.();
		to.scrollIntoView({block: 'nearest'});
	}

	/* One question on or back; past the last one, the button. */
	step(from, by) {
		const i = this.fields.indexOf(from) + by;
		this.go(this.fields[i] ?? (by > 0 ? this.button : from));
	}

	/* To the first field of the next part, or of the one before. */
	leap(from, by) {
		const groups = [...new Set(this.fields.map((f) => f.dataset.group))];
		const group = groups[groups.indexOf(from.dataset.group) + by];
		this.go(this.fields.find((f) => f.dataset.group === group) ?? (by > 0 ? this.button : from));
	}

	/* Whether what a field has is a whole answer, to which no further sign belongs. */
	isFull(field) {
		const text = field.value.trim();
		if (isDash(text))
			return !('minus' in field.dataset);
		return 'one' in field.dataset && text !== '' && read(field).wrong === undefined;
	}

	/* A sign too many is the next question's, unless an answer stands there already. */
	passOn(field, key) {
		const next = this.fields[this.fields.indexOf(field) + 1];
		const atEnd = field.selectionStart === field.value.length && field.selectionEnd === field.value.length;
		if (!next || next.value !== '' || !atEnd || !this.isFull(field) || key === ' ')
			return false;
		this.go(next);
		next.value = key;
		next.dispatchEvent(new Event('input', {bubbles: true}));
		return true;
	}

	enter(event, field) {
		event.preventDefault();
		if (event.repeat)
			return;
		if (event.ctrlKey)
			form.requestSubmit(this.button);
		else if (read(field).wrong === undefined)
			this.step(field, 1);
		else
			field.select();
	}

	key(event) {
		const field = event.target;
		const {key} = event;
		if (!this.fields.includes(field) || event.isComposing)
			return;
		if (key === 'Enter') {
			this.enter(event, field);
		} else if (key === 'PageDown' || key === 'PageUp') {
			event.preventDefault();
			this.leap(field, key === 'PageDown' ? 1 : -1);
		} else if (key === 'ArrowDown' || key === 'ArrowUp' || (key === 'Backspace' && field.value === '')) {
			event.preventDefault();
			if (key !== 'Backspace' || !event.repeat)
				this.step(field, key === 'ArrowDown' ? 1 : -1);
		} else if (key.length === 1 && !event.ctrlKey && !event.altKey && !event.metaKey && this.passOn(field, key)) {
			event.preventDefault();
		}
	}

	listen() {
		form.addEventListener('keydown', (event) => this.key(event));
		form.addEventListener('input', ({target}) => {
			if (!this.fields.includes(target))
				return;
			this.reached = Math.max(this.reached, this.fields.indexOf(target));
			this.echo(target);
			this.mark();
		});
		form.addEventListener('focusin', ({target}) => {
			const i = target === this.button ? this.fields.length : this.fields.indexOf(target);
			this.reached = Math.max(this.reached, i);
			this.mark();
		});
		form.addEventListener('submit', () => { this.sent = true; });
		addEventListener('pageshow', () => { this.sent = false; });
		/* A sheet half typed is not lost by a slip. */
		addEventListener('beforeunload', (event) => {
			if (!this.sent && this.fields.some((field) => field.value !== ''))
				event.preventDefault();
		});
	}
}

/* ---- reading back ---- */

/* A key that was meant for the page before must not store unread. */
const SETTLE_MS = 400;

function readBack() {
	const since = performance.now();
	check.addEventListener('submit', (event) => {
		const storing = event.submitter?.value === 'store';
		if (storing && (check.dataset.sent !== undefined || performance.now() - since < SETTLE_MS))
			event.preventDefault();
		else if (storing)
			check.dataset.sent = '';
	});
	addEventListener('pageshow', () => delete check.dataset.sent);
	addEventListener('keydown', (event) => {
		if (event.key === 'Escape')
			check.requestSubmit(check.querySelector('button[value=back]'));
		else if (event.key === 'Enter' && event.repeat)
			event.preventDefault();
	});
	/* The gaps are said at the top: reading begins there. */
	check.querySelector('button[value=store]').focus({preventScroll: true});
}

if (form)
	new Entry();
if (check)
	readBack();
