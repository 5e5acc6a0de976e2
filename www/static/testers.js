/*
 * What testers have besides the questions, for forms that ask for minutes of tasks or for comments:
 * a timer beside the minutes, on a device of one's own, and what others reported of the same
 * activity, where one tap says "me too". Without it the minutes are typed from the card, the number
 * from the board.
 */
import {isOwn} from './kept.js';

const TICK_MS = 1000;
const LONGEST_MS = 4 * 3600000;	/* a timer that was forgotten */

const make = (tag, className, text = '') => Object.assign(document.createElement(tag), {className, textContent: text});

function fill(input, value) {
	input.value = value;
	for (const kind of ['input', 'change'])
		input.dispatchEvent(new Event(kind, {bubbles: true}));
}

/* Of the section that is shown: those of a measure, with their fields. */
const asked = (filling, measure) => (filling.at ? filling.asked(filling.at) : []).filter((q) => q.measure === measure)
	.map((q) => [q, document.getElementById(`q${q.number}`)]).filter(([, input]) => input);

/* ---- minutes ---- */

function clockText(ms) {
	const s = Math.floor(ms / 1000);
	return `${Math.floor(s / 60)}:${String(s % 60).padStart(2, '0')}`;
}

/* A tenth at least: nought is no time. */
function minutes(filling, ms) {
	const text = Math.max(0.1, ms / 60000).toFixed(1);
	return (filling.form.raw.ui ?? filling.form.raw.lang) === 'en' ? text : text.replace('.', ',');
}

function label(filling, q, button) {
	const since = filling.timers[q.path];
	const text = since === undefined ? filling.templates.text('survey.pilot.start') :
		filling.templates.text('survey.pilot.stop', {value: clockText(Date.now() - since)});
	if (button.textContent !== text)
		button.textContent = text;
	button.setAttribute('aria-pressed', String(since !== undefined));
}

/* Who is at the task is not away: the form is not cleared meanwhile. */
function tick(filling, q, button) {
	const since = filling.timers[q.path];
	if (!button.isConnected || since === undefined)
		return;
	if (Date.now() - since > LONGEST_MS)
		delete filling.timers[q.path];
	label(filling, q, button);
	button.dispatchEvent(new Event('input', {bubbles: true}));
	setTimeout(() => tick(filling, q, button), TICK_MS);
}

function press(filling, q, input, button) {
	const since = filling.timers[q.path];
	if (since === undefined) {
		filling.timers[q.path] = Date.now();
		tick(filling, q, button);
	} else {
		delete filling.timers[q.path];
		fill(input, minutes(filling, Date.now() - since));
	}
	label(filling, q, button);
	filling.storeNow();
}

function addTimer(filling, q, input) {
	const box = input.closest('.field');
	if (box.querySelector('.timer') || input.readOnly)
		return;
	const line = make('div', 'with-timer');
	const button = make('button', 'button quiet small timer');
	button.type = 'button';
	button.addEventListener('click', () => press(filling, q, input, button));
	input.before(line);
	line.append(input, button);
	label(filling, q, button);
	setTimeout(() => tick(filling, q, button), TICK_MS);
}

/* ---- me too ---- */

const offers = new Map();	/* address → what it answered, or the promise of it */

function fetchOffers(filling, activity) {
	const address = `/s/${encodeURIComponent(filling.form.raw.code)}/comments?activity=${encodeURIComponent(activity)}`;
	if (!offers.has(address))
		offers.set(address, fetch(address, {headers: {Accept: 'application/json'}, credentials: 'omit'})
			.then((answer) => answer.ok ? answer.json() : [], () => {
				offers.delete(address);
				return [];
			}));
	return offers.get(address);
}

function beside(filling, q, measure) {
	return filling.form.nodes.find((n) => n.parent === q.parent && n.measure === measure);
}

function drawOffers(filling, input, list) {
	const box = input.closest('.field');
	const old = box.querySelector('.alike');
	const part = make('div', 'alike');
	old?.remove();
	if (!list.length)
		return;
	part.setAttribute('role', 'group');
	const title = make('p', 'hint', filling.templates.text('survey.same.title'));
	title.id = `${input.id}-alike`;
	part.setAttribute('aria-labelledby', title.id);
	part.append(title);
	const said = make('p', 'hint');
	said.setAttribute('role', 'status');
	const mark = () => {
		for (const button of part.querySelectorAll('button'))
			button.setAttribute('aria-pressed', String(button.value === input.value.trim()));
		const on = list.some(({number}) => String(number) === input.value.trim());
		said.textContent = on ? filling.templates.text('survey.same.chosen', {n: input.value.trim()}) : '';
	};
	for (const {number, text, lang} of list) {
		const button = make('button', 'alike-one', text);
		button.type = 'button';
		button.value = String(number);
		button.lang = lang;
		button.addEventListener('click', () => {
			fill(input, input.value.trim() === button.value ? '' : button.value);
			mark();
		});
		part.append(button);
	}
	part.append(said);
	input.addEventListener('input', mark);
	box.append(part);
	mark();
}

async function offer(filling, q, input) {
	const activity = beside(filling, q, 'comment_activity');
	const code = activity ? filling.state().value(activity) : '';
	const box = input.closest('.field');
	if (!code || box.dataset.alike === code) {
		if (!code)
			box.querySelector('.alike')?.remove();
		box.dataset.alike = code;
		return;
	}
	box.dataset.alike = code;
	const list = await fetchOffers(filling, code);
	if (box.isConnected && box.dataset.alike === code)
		drawOffers(filling, input, list);
}

/* ---- both ---- */

export function testers(filling) {
	if (isOwn())
		for (const [q, input] of asked(filling, 'task_minutes'))
			addTimer(filling, q, input);
	for (const [q, input] of asked(filling, 'comment_same'))
		offer(filling, q, input);
}
