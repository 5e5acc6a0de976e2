/*
 * Typing in sheets of paper by the keyboard alone. One rule for numbers: one that can be no
 * longer is taken at once, and where one answer is asked the next question has the cursor;
 * where several are, the next number follows. Where more digits are possible, Enter or a key
 * that cannot belong to it ends it. One rule for Enter (and Tab): it goes on by one question,
 * after the last one to the sheet read back; not from a number that no box has. No field
 * comes or goes.
 *
 * What numbers stand for is echoed beside the field; a question passed with nothing typed
 * says so. Without a script the server says both when it reads the sheet back.
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

/* The number that is being typed: of several, the last one. */
const lastNumber = (field) => /[^\s,;.]*$/.exec(field.value)[0];

/* The numbers of the list that begin with these digits. */
const numbersFrom = (field, digits) => [...lists.get(field.dataset.list).keys()].map(String).filter((n) => n.startsWith(digits));

const isList = (field) => field.dataset.kind === 'one' || field.dataset.kind === 'many';

/* Whether what is typed is a number of the list, and nothing in the field is wrong. */
function isNumber(field) {
	return isList(field) && lists.get(field.dataset.list).has(Number(lastNumber(field) || NaN)) && read(field).wrong === undefined;
}

/* Whether what is typed can be nothing else, whatever came next. */
function isTaken(field) {
	const {kind} = field.dataset;
	if (isDash(field.value))
		return (isList(field) || kind === 'number' || kind === 'tick') && !('minus' in field.dataset);
	return kind === 'tick' ? field.value === '1' : isNumber(field) && numbersFrom(field, lastNumber(field)).length === 1;
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
		/* Keys that were quicker than the script are not lost. */
		if (first.value === first.defaultValue)
			first.select();
		else
			this.take(first);
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
			output.textContent = skipped ? form.dataset.dash : read(field).words ?? '';
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

	/* After a key: where no further sign belongs to the answer, on. */
	take(field) {
		if (!isTaken(field))
			return;
		if (field.dataset.kind !== 'many' || isDash(field.value))
			this.step(field, 1);
		else
			field.value += ' ';
	}

	put(field, text) {
		field.value = text;
		this.changed(field);
		this.take(field);
	}

	/* A key that cannot belong to the number before it ends it: it is the next number, or the
	 * next question's unless an answer stands there already. */
	passOn(field, key) {
		const next = this.fields[this.fields.indexOf(field) + 1];
		const atEnd = field.selectionStart === field.value.length && field.selectionEnd === field.value.length;
		const blank = key === ' ' && field.dataset.kind === 'one';
		if (!atEnd || !isNumber(field) || (!blank && !/^[-\d]$/.test(key)) || numbersFrom(field, lastNumber(field) + key).length)
			return false;
		if (field.dataset.kind === 'many') {
			this.put(field, `${field.value} ${key}`);
			return true;
		}
		if (!blank && (!next || next.value !== ''))
			return false;
		this.step(field, 1);
		if (!blank)
			this.put(next, key);
		return true;
	}

	enter(event, field) {
		event.preventDefault();
		if (event.repeat)
			return;
		if (read(field).wrong !== undefined && !event.ctrlKey)
			field.select();
		else if (event.ctrlKey || field === this.fields.at(-1))
			form.requestSubmit(this.button);
		else
			this.step(field, 1);
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

	changed(field) {
		this.reached = Math.max(this.reached, this.fields.indexOf(field));
		this.echo(field);
		this.mark();
	}

	listen() {
		form.addEventListener('keydown', (event) => this.key(event));
		form.addEventListener('input', ({target, inputType}) => {
			if (!this.fields.includes(target))
				return;
			this.changed(target);
			if (inputType === 'insertText' && target.selectionStart === target.value.length)
				this.take(target);
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
document.documentElement.dataset.ready = '';
