/*
 * What pages gain with a script; each works without it. No third party, no
 * inline script, no style attribute. Its hooks: components.txt beside this file.
 */
import {dropAll, interrupted, isPhone} from './kept.js';

const all = (root, selector) => [...root.querySelectorAll(selector)];

/* ==== fields ==== */

/*
 * What fields gain with a script, wherever they stand and whenever they came:
 * one listener for all of a page.
 */
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
	for (const group of all(list, '.group')) {
		group.hidden = words.length > 0 && !group.querySelector('.chip:not([hidden])');
		if (words.length)
			group.open = true;
	}
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

/* What a key of the pad makes of a number. */
function padded(value, key) {
	if ('delete' in key.dataset)
		return value.slice(0, -1);
	if ('sign' in key.dataset)
		return value.startsWith('-') ? value.slice(1) : `-${value}`;
	return 'mark' in key.dataset && /[.,]/.test(value) ? value : value + key.textContent;
}

function pad(box, button) {
	const field = document.getElementById(box.dataset.pad);
	if ('done' in button.dataset) {
		document.activeElement.blur();
		return;
	}
	if (!field || field.readOnly)
		return;
	field.value = padded(field.value, button);
	tell(field);
}

/* Nobody has a number before they touch the slider, and where it stands is one, too. */
function touchSlider({target}) {
	if (target.type === 'range' && !target.disabled)
		setTimeout(() => target.classList.contains('unset') && tell(target));
}

/* The browser's own calendar or clock, wherever the field is tapped. */
function pickDate({target, pointerType}) {
	if (pointerType !== 'touch' || !target.matches?.('input.when') || target.readOnly)
		return;
	try {
		target.showPicker();
	} catch {
		/* An older browser: its own button opens it. */
	}
}

/* How much of the room a text has taken. */
function count(field) {
	const shown = field.id && document.querySelector(`[data-count="${field.id}"]`);
	if (shown)
		shown.textContent = `${[...field.value].length} / ${field.maxLength}`;
}

/* A choice pressed once more is taken back, unless the finger was only nervous. */
const NERVOUS_MS = 700;
let chosen = {radio: null, at: 0};
let pressed = null;
function press({target}) {
	const radio = target.closest('label.chip')?.querySelector('input[type=radio]');
	pressed = radio?.checked && (radio !== chosen.radio || performance.now() - chosen.at > NERVOUS_MS) ? radio : null;
}
function takeBack(radio) {
	radio.checked = false;
	tell(radio, 'change');
}

function watchFields() {
	/* Before what looks at the answers: that hears of the events further up. */
	document.addEventListener('focusin', ({target}) => {
		const box = target.closest?.('[data-rank]');
		if (box)
			remember(box);
	});
	const react = (event) => {
		const {target} = event;
		const box = target.closest?.('[data-either], [data-filter], [data-range], [data-rank]');
		if (event.type === 'change') {
			exclusive(target);
			if (target.type === 'radio')
				chosen = {radio: target, at: performance.now()};
		} else {
			count(target);
		}
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
	document.addEventListener('pointerdown', press, true);
	/* Under a finger a slider makes no click. */
	document.addEventListener('pointerup', touchSlider, true);
	document.addEventListener('click', (event) => {
		const {target} = event;
		pickDate(event);
		if (target === pressed) {
			pressed = null;
			takeBack(target);
		}
		const button = target.closest('button');
		const box = button?.closest('[data-rank], [data-pad]');
		if (box && 'move' in button.dataset)
			move(box, button);
		else if (box && 'pad' in box.dataset)
			pad(box, button);
	});
	document.addEventListener('keydown', (event) => {
		if (event.target.type === 'radio' && event.target.checked && (event.key === 'Delete' || event.key === 'Backspace'))
			takeBack(event.target);
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

/* ==== keys and seeds ==== */

/*
 * Keys and seeds. crypto.randomUUID is missing on plain http in a branch's
 * network, getRandomValues is not.
 */

/* A whole number below 2^53, as decimal digits. */
function randomSeed() {
	const [high, low] = crypto.getRandomValues(new Uint32Array(2));
	return String((high & 0x1fffff) * 2 ** 32 + low);
}

/* A UUID version 4 (RFC 9562 section 5.4). */
function uuid4() {
	const bytes = crypto.getRandomValues(new Uint8Array(16));
	bytes[6] = (bytes[6] & 0x0f) | 0x40;
	bytes[8] = (bytes[8] & 0x3f) | 0x80;
	const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('');
	return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}

/* ==== time ==== */

/*
 * An unattended form: `leave` is called after `seconds` without a touch or key,
 * with a dialog counting down over the last twenty of them.
 */
const WARNING_S = 20;

function watchIdle(seconds, dialog, leave) {
	let last = performance.now();
	const touched = () => {
		/* Closed under the finger, the dialog would let the press through. */
		if (!dialog?.open)
			last = performance.now();
	};
	const timer = setInterval(() => {
		const left = Math.ceil(seconds - (performance.now() - last) / 1000);
		if (left <= 0) {
			clearInterval(timer);
			leave();
		} else if (dialog && left <= WARNING_S) {
			const shown = dialog.querySelector('[data-countdown]');
			if (shown)
				shown.textContent = left;
			if (!dialog.open)
				dialog.showModal();
		}
	}, 250);

	for (const kind of ['pointerdown', 'keydown', 'input', 'wheel', 'touchmove'])
		addEventListener(kind, touched, {passive: true, capture: true});
	/* A press anywhere, on the button or beside it; Escape closes by itself. */
	dialog?.addEventListener('click', () => dialog.close());
	dialog?.addEventListener('close', () => { last = performance.now(); });
}

/*
 * How long a page was in front of somebody: seconds while it was visible. Goes
 * with the answers as `pages` ("id:seconds;…", 1 KB) and `active_s`.
 */
const PAGES_BYTES = 1024;

function timing(form) {
	let spent = 0;		/* on this page, in ms */
	let before = Number(form.elements.active_s?.value) || 0;
	let list = '';
	let since = document.hidden ? 0 : performance.now();
	const stop = () => {
		if (since)
			spent += performance.now() - since;
		since = 0;
	};
	const go = () => { since = document.hidden ? 0 : performance.now(); };
	document.addEventListener('visibilitychange', () => {
		stop();
		go();
	});
	return {
		/* The page is left for another one of the same form. */
		leave(id) {
			stop();
			const seconds = Math.round(spent / 1000);
			if (id)
				list += `${id}:${seconds};`;
			before += seconds;
			spent = 0;
			go();
		},
		/* As long as it took before the page was loaded anew. */
		goOn(seconds) { before = seconds; },
		active() { return before + Math.round((spent + (since ? performance.now() - since : 0)) / 1000); },
		/* What earlier pages carried, and these behind it. */
		pages(carried) {
			const longer = `${carried}${list}`;
			return longer.length <= PAGES_BYTES ? longer : carried;
		},
	};
}

/* ==== a form somebody fills in ==== */

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

/* Once the form's script is there it takes over: one section at a time, without the server. */
function answers(form) {
	const field = (name) => form.querySelector(`input[name="${name}"]`);
	const seed = field('seed');
	const clock = timing(form);
	const fresh = Boolean(seed && 'fresh' in seed.dataset);
	const idle_s = Number(form.dataset.idle) || 180;
	let filling = null;
	let minted = false;
	let sent = false;

	if (fresh)
		seed.value = randomSeed();
	for (const kind of ['input', 'change'])
		form.addEventListener(kind, () => { minted = false; });
	form.addEventListener('submit', (event) => {
		const {submitter} = event;
		if (filling || sent) {
			event.preventDefault();
			filling?.submit(submitter);
			return;
		}
		sent = true;
		const id = field('instance_id');
		if (id && submitter && 'send' in submitter.dataset && !minted) {
			id.value = uuid4();
			minted = true;
		}
		clock.leave(form.dataset.page);
		const [pages, active] = [field('pages'), field('active_s')];
		if (pages)
			pages.value = clock.pages(pages.value);
		if (active)
			active.value = clock.active();
		/* Only after the browser has read the form: a disabled button is not sent. */
		setTimeout(() => {
			for (const button of all(form, 'button'))
				button.disabled = true;
		});
	});
	/* An access code is asked for, and looked at, before anything else. */
	if (form.dataset.form && !form.querySelector('[data-access-code]'))
		import('./fill.js').then(({start}) => start(form, {clock, uuid4, fresh, idle_s})).then((started) => {
			if (!sent)
				filling = started;
			document.documentElement.dataset.ready = '';
		}, () => { /* Then the server shows the sections. */ });

	const clear = () => {
		filling?.wipe();
		empty(form);
	};
	/* On one's own phone nobody else comes. */
	if (!isPhone())
		watchIdle(idle_s, document.querySelector('dialog[data-idle-dialog]'), () => {
			if (filling?.pending) {
				filling.cover();
				return;
			}
			filling?.end();
			clear();
			location.replace(form.dataset.start || '/');
		});
	/* The browser may keep the filled page and show it to the next person. */
	addEventListener('pagehide', clear);
	addEventListener('pageshow', (event) => {
		sent = false;
		for (const button of all(form, 'button'))
			button.disabled = false;
		if (event.persisted)
			location.replace(location.pathname + location.search);
	});
}

/* To the first answer to mend, or to the list of them. */
function showFaults() {
	const summary = document.querySelector('[data-error-summary]');
	const field = document.querySelector('[aria-invalid="true"], .invalid input:not([type=hidden]):not([type=search]), .invalid select');
	(field ?? summary)?.focus();
	field?.closest('.field')?.scrollIntoView({block: 'center'});
}

function asks() {
	document.addEventListener('click', (event) => {
		const asked = event.target.closest('[data-confirm]');
		if (asked && !asked.dataset.sure) {
			event.preventDefault();
			import('./ask.js').then(({askFirst}) => askFirst(asked));
		} else if (asked) {
			delete asked.dataset.sure;
		}
		if (event.target.closest('[data-print]'))
			print();
	});
}

const thanked = document.querySelector('[data-return]');
if (thanked)
	import('./thanks.js').then(({returnLater}) => returnLater(thanked));
if (document.querySelector('.thanks'))
	dropAll();
watchFields();
all(document, 'form[data-answers]').forEach(answers);
showFaults();
asks();
if (interrupted)
	for (const told of all(document, '[data-interrupted]'))
		told.hidden = false;
/* Where a screen is shared, or at least large. */
if (document.querySelector('[data-attract]') && matchMedia('(min-width: 768px)').matches)
	import('./attract.js').then(({attract}) => attract(document.querySelector('[data-attract]')));
const unreached = document.querySelector('[data-unreached]');
if (unreached)
	import('./reach.js').then(({watchStart}) => watchStart(unreached));
/* Office pages alone have these: respondents do not load what they do not need. */
const account = document.querySelector('details.account');
if (account)
	import('./account.js').then(({frame}) => frame(account));
for (const form of all(document, 'form[data-live-form]'))
	import('./live.js').then((module) => module.live(form));
const triage = document.querySelector('[data-triage]');
if (triage)
	import('./triage.js').then(({keys}) => keys(triage));
for (const button of all(document, '[data-tick-all]'))
	import('./ticks.js').then(({ticksAll}) => ticksAll(button));
