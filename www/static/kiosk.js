/*
 * What pages gain with a script; each works without it. No third party, no
 * inline script, no style attribute. Loaded once:
 *   <script type="module" src="/static/kiosk.js"></script>
 *
 * Hooks:
 *   data-return="/" data-after="10"   (any element) leave for that address after so many
 *       seconds; a [data-countdown] inside shows the seconds left
 *   form[data-answers]   a form somebody fills in. Write autocomplete="off" on it.
 *       data-start="/"   where an unattended form goes
 *       data-idle="180"  seconds without a touch until then (180 when not given)
 *       data-page="id"   its name in the page timing
 *       Fields of it, when there: input[name=seed][data-fresh] gets a number of the browser's
 *       at once; input[name=instance_id] a new UUID when button[data-send] is pressed, kept until an
 *       answer is changed; input[name=pages] "id:seconds;" added, input[name=active_s] the seconds
 *       added, both on leaving the page by a button. A press locks the buttons; Back shows a new form.
 *   dialog[data-idle-dialog]   warns 20 seconds before, a press or Escape closes it; a button and
 *       [data-countdown] inside
 *   [data-either]   holds chips and one text field of the same name: one empties the other
 *   input[data-exclusive]   ("none of these") unticks the others of its name, and they it
 *   [data-max="5"]   holds ticks; its [data-counter] shows "3 / 5", with class "over" past it
 *   [data-filter="#list"]   a box, hidden without script, around input[type=search] without a name:
 *       filters the .chip of the list, hides .group without any; [data-filter-none] inside shows
 *       when nothing is left
 *   [data-error-summary]   gets the focus when the page opens
 *   a or button [data-confirm="Really?"]   asks first;  [data-print]   prints
 */
import {randomSeed, uuid4} from './random.js';
import {watchIdle} from './idle.js';
import {timing} from './timing.js';

const all = (root, selector) => [...root.querySelectorAll(selector)];

function returnLater(element) {
	const until = performance.now() + 1000 * (Number(element.dataset.after) || 10);
	const shown = element.querySelector('[data-countdown]');
	const tick = () => {
		const left = Math.ceil((until - performance.now()) / 1000);
		if (left <= 0) {
			clearInterval(timer);
			location.replace(element.dataset.return);
		} else if (shown) {
			shown.textContent = left;
		}
	};
	const timer = setInterval(tick, 250);
	tick();
}

/* Choosing a chip clears the number beside it; typing clears the chips. */
function either(box) {
	const chips = all(box, 'input[type=radio], input[type=checkbox]');
	const fields = all(box, 'input:not([type=radio]):not([type=checkbox])');
	box.addEventListener('change', (event) => {
		if (chips.includes(event.target) && event.target.checked)
			for (const field of fields)
				field.value = '';
	});
	box.addEventListener('input', (event) => {
		if (fields.includes(event.target) && event.target.value.trim() !== '')
			for (const chip of chips)
				chip.checked = false;
	});
}

function exclusive(form) {
	form.addEventListener('change', ({target}) => {
		if (target.type !== 'checkbox' || !target.checked)
			return;
		const alone = 'exclusive' in target.dataset;
		for (const other of all(form, 'input[type=checkbox]'))
			if (other !== target && other.name === target.name && (alone || 'exclusive' in other.dataset))
				other.checked = false;
	});
}

function counter(box) {
	const shown = box.querySelector('[data-counter]');
	const most = Number(box.dataset.max);
	const count = () => {
		const ticked = box.querySelectorAll('input[type=checkbox]:checked').length;
		shown.textContent = `${ticked} / ${most}`;
		shown.classList.toggle('over', ticked > most);
	};
	if (!shown)
		return;
	/* On the document: after the form's listeners, which may untick. */
	document.addEventListener('change', count);
	count();
}

/* Lower case without accents, so that "cislo" finds "Číslo". */
const plain = (text) => text.normalize('NFD').replace(/\p{M}/gu, '').replace(/ł/gi, 'l').toLowerCase();

function filter(box) {
	const list = document.querySelector(box.dataset.filter);
	const search = box.querySelector('input');
	const none = box.querySelector('[data-filter-none]');
	if (!list || !search)
		return;
	const chips = all(list, '.chip').map((chip) => ({chip, text: plain(chip.textContent)}));
	const show = () => {
		const words = plain(search.value).split(/\s+/).filter(Boolean);
		let shown = 0;
		for (const {chip, text} of chips) {
			chip.hidden = !words.every((word) => text.includes(word));
			shown += !chip.hidden;
		}
		for (const group of all(list, '.group'))
			group.hidden = words.length > 0 && !group.querySelector('.chip:not([hidden])');
		if (none)
			none.hidden = shown > 0;
	};
	search.addEventListener('input', show);
	search.addEventListener('keydown', (event) => {
		if (event.key === 'Enter')
			event.preventDefault();
		else if (event.key === 'Escape') {
			search.value = '';
			show();
		}
	});
	box.hidden = false;
}

/* Empty every answer, also those the server wrote into the page. */
function empty(form) {
	form.reset();
	for (const field of form.elements) {
		if (field.type === 'radio' || field.type === 'checkbox')
			field.checked = false;
		else if (field.tagName !== 'BUTTON' && field.type !== 'submit')
			field.value = '';
	}
}

function answers(form) {
	const field = (name) => form.querySelector(`input[name="${name}"]`);
	const seed = field('seed');
	const id = field('instance_id');
	const clock = timing(form.dataset.page || '');
	let minted = false;
	let sent = false;

	if (seed && 'fresh' in seed.dataset)
		seed.value = randomSeed();
	form.addEventListener('input', () => { minted = false; });
	form.addEventListener('change', () => { minted = false; });
	form.addEventListener('submit', (event) => {
		if (sent) {
			event.preventDefault();
			return;
		}
		sent = true;
		if (id && event.submitter && 'send' in event.submitter.dataset && !minted) {
			id.value = uuid4();
			minted = true;
		}
		clock.write(field('pages'), field('active_s'));
		/* Only after the browser has read the form: a disabled button is not sent. */
		setTimeout(() => {
			for (const button of all(form, 'button'))
				button.disabled = true;
		});
	});

	const start = form.dataset.start || '/';
	watchIdle(Number(form.dataset.idle) || 180, document.querySelector('dialog[data-idle-dialog]'), () => {
		empty(form);
		location.replace(start);
	});
	/* The browser may keep the filled page and show it to the next person. */
	addEventListener('pagehide', () => empty(form));
	addEventListener('pageshow', (event) => {
		sent = false;
		for (const button of all(form, 'button'))
			button.disabled = false;
		if (event.persisted)
			location.replace(location.pathname + location.search);
	});
}

function asks() {
	document.addEventListener('click', (event) => {
		const asked = event.target.closest('[data-confirm]');
		if (asked && !confirm(asked.dataset.confirm))
			event.preventDefault();
		if (event.target.closest('[data-print]'))
			print();
	});
}

all(document, '[data-return]').forEach(returnLater);
all(document, '[data-either]').forEach(either);
all(document, 'form').forEach(exclusive);
all(document, '[data-max]').forEach(counter);
all(document, '[data-filter]').forEach(filter);
all(document, 'form[data-answers]').forEach(answers);
document.querySelector('[data-error-summary]')?.focus();
asks();
