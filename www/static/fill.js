/*
 * A form filled in one section at a time without asking the server: it goes on
 * when the network does not. Takes a page of the form over as it stands, shows
 * the other sections by the same templates, judges answers as the server does,
 * and sends them all at the end. Nothing is kept but in this page's memory and in
 * the tab (kept.js).
 */
import {Form, State} from './form.js';
import {Kept, fetchSeal} from './kept.js';
import {prepare} from './runs.js';
import {Show, templatesOf} from './show.js';

/*
 * What is needed once somebody fills the form in; whoever only looks does not load it. Where the
 * network is gone before that, all of it is done without: a longer page, two touches for one.
 */
const more = {};
const loadMore = (names) => Promise.all(names.map((name) => import(`./${name}.js`))).then(
	(modules) => modules.forEach((module) => Object.assign(more, module)));
const LATER_MS = 5000;	/* while somebody reads, the rest comes, too */
/* Nothing is being sent: until there is somebody who could. */
const IDLE = {frozen: null, active: false, forget() {}, stop() {}};
/* A section in one part. */
const WHOLE = {isFirst: true, isLast: true, at: 0, list: [], cut() {}, show() {}, reveal() {}, joined() {}, replaced() {}};

const all = (root, selector) => [...root.querySelectorAll(selector)];
const two = (n) => String(n).padStart(2, '0');

/* The first control of a question's field. */
function focusField(id) {
	const box = document.querySelector(id);
	const field = box?.matches('input, select, textarea') ? box :
		box?.querySelector('input:not([type=hidden]):not([type=search]), select') ?? box;
	field?.focus({preventScroll: true});
	(box?.closest('.field') ?? box)?.scrollIntoView({block: 'center'});
}

/* Of templates alone, which escape whatever somebody wrote. */
const parsed = (html) => new DOMParser().parseFromString(html, 'text/html');

function today() {
	const d = new Date();
	return `${d.getFullYear()}-${two(d.getMonth() + 1)}-${two(d.getDate())}`;
}

/* With the access code, where the page has one: some of it is for a department alone. */
async function fetchForm(address, code) {
	const headers = {Accept: 'application/json', ...code && {'Kiosk-Code': code}};
	const answer = await fetch(address, {headers, credentials: 'omit'});
	if (!answer.ok)
		throw new Error(`${address}: ${answer.status}`);
	const raw = await answer.json();
	await prepare(raw);
	return {form: new Form(raw), templates: templatesOf(raw)};
}

/* Fields of the page that are not questions. */
const CARRIED = ['department', 'code', 'device', 'pages', 'active_s', 'paused'];

const codeOf = (element) => element.querySelector('input[name="code"]')?.value;

class Filling {
	constructor(element, {clock, uuid4, fresh, idle_s}, loaded) {
		this.element = element;
		this.clock = clock;
		this.newKey = uuid4;
		this.languages = new Map([[loaded.form.raw.lang, Promise.resolve(loaded)]]);
		this.use(loaded);
		this.answers = new Map();
		this.doubted = new Set();	/* sections that were asked about, though nothing is wrong */
		this.faults = new Map();	/* shown ones: question path → fault */
		this.carried = Object.fromEntries(CARRIED.map((name) => [name, element.elements[name]?.value ?? '']));
		this.seed = element.querySelector('input[name=seed]')?.value;
		this.sender = {...IDLE};
		this.timers = {};	/* that run: question path → since when */
		this.parts = WHOLE;
		this.kept = new Kept(loaded.form.raw.code, idle_s);
		this.read(element);
		const at = all(element, 'input[name=at]').map((field) => field.value);
		this.at = this.form.sections.find((s) => at.includes(s.id)) ?? (at.length ? this.next(null) : null);
		this.listen();
		/* Faults the server put on the page stay until they are mended. */
		for (const field of all(element, '.invalid [name]')) {
			const q = this.form.byField.get(field.name);
			if (q)
				this.faults.set(q.path, this.state().fault(q) ??
					{text: field.closest('.field').querySelector('.error')?.textContent ?? '', code: 'constraint'});
		}
		this.keep();
		this.pair();
		this.parts.cut();
		for (const kind of ['pointerdown', 'keydown', 'focusin', 'touchstart', 'input'])
			addEventListener(kind, () => this.equip(), {capture: true, once: true, passive: true});
		addEventListener('pointerdown', () => this.askAhead(), {once: true, passive: true});
		if (fresh && !this.dirty)
			this.taken = this.takeUp(this.kept.load());
		/* A page that was sent for is loaded anew by its address: what was sent is kept. */
		history.replaceState(history.state, '');
		if (this.dirty)
			this.store();
		/* Where keys may come first, they are waited for. */
		if (!fresh || !matchMedia('(pointer: coarse)').matches)
			this.equip();
		else
			setTimeout(() => this.equip(), LATER_MS);
	}

	/* Once: what the form is filled in with. */
	equip() {
		const movesOn = 'movesOn' in this.element.dataset;
		this.equipped ??= loadMore(['ask', 'keys', 'pair', 'parts', 'pause', 'sender', ...movesOn ? ['onward'] : [],
			...this.form.questions.some((q) => /^(?:task|comment)_/.test(q.measure)) ? ['testers'] : []]).then(() => {
			this.sender = Object.assign(new more.Sender(this), {frozen: this.sender.frozen});
			this.parts = new more.Parts(this.element);
			more.watchKeys(this.element);
			if (movesOn)
				this.onward = new more.Onward(this);
			this.pair();
			this.parts.cut();
			more.arrived(this);
		}, () => { this.equipped = undefined; });
		return this.equipped;
	}

	/* Whoever is about to begin hears now that nothing can be sent. */
	async askAhead() {
		const {responds} = await import('./reach.js').catch(() => ({}));
		const begins = this.at && !this.before(this.at);
		if (begins && !(await responds?.()))
			this.say(this.templates.text('survey.offline'));
	}

	/* ---- kept in this tab ---- */

	/* Soon, and once for many changes. */
	store() {
		clearTimeout(this.storing);
		this.storing = setTimeout(() => this.storeNow(), 150);
	}

	storeNow() {
		clearTimeout(this.storing);
		if (this.over || (!this.dirty && !this.sender.frozen && !Object.keys(this.timers).length))
			return;
		this.kept.save({
			lang: this.form.raw.lang, seed: this.seed, at: this.at?.id ?? null, part: this.parts.at, carried: this.carried,
			answers: [...this.answers], doubted: [...this.doubted], pages: this.clock.pages(this.carried.pages ?? ''), active: this.clock.active(),
			frozen: this.sender.frozen, timers: this.timers,
		});
	}

	/* Sent, cleared or left: nothing is kept any more. */
	end() {
		this.over = true;
		clearTimeout(this.storing);
		this.kept.drop();
	}

	/* Where this person was before the page was loaded anew. */
	async takeUp(loading) {
		const kept = await loading;
		if (!kept)
			return;
		await this.equip();
		this.answers = new Map(kept.answers.filter(([path]) => this.form.byPath.has(path)));
		this.seed = kept.seed;
		this.carried = {...this.carried, ...kept.carried, pages: kept.pages};
		this.clock.goOn(kept.active);
		this.doubted = new Set(kept.doubted);
		this.sender.frozen = kept.frozen;
		this.timers = kept.timers ?? {};
		this.known = undefined;
		this.at = kept.at === null ? null : this.form.sections.find((s) => s.id === kept.at) ?? this.next(null);
		this.guard();
		this.draw();
		if (this.at && kept.part > 0 && this.parts.list.length)
			this.turnPart(Math.min(kept.part, this.parts.list.length - 1));
		if (kept.lang !== this.form.raw.lang)
			await this.switchTo(kept.lang);
	}

	use({form, templates}) {
		this.form = form;
		this.templates = templates;
		this.known = undefined;
	}

	/* ---- answers ---- */

	/* The values of one name on the page, as a browser would send them. */
	valuesOf(name) {
		return all(this.element, `[name="${CSS.escape(name)}"]`)
			.filter((f) => !f.disabled && ((f.type !== 'radio' && f.type !== 'checkbox') || f.checked)).map((f) => f.value);
	}

	read(root) {
		const names = new Set(all(root, '[name]').map((field) => field.name));
		for (const name of names)
			if (this.form.byField.has(name))
				this.readOne(this.form.byField.get(name));
	}

	readOne(q) {
		const values = this.valuesOf(q.field);
		/* Without a value a field that has a default was seen and emptied. */
		if (values.some((v) => v !== '') || this.answers.has(q.path) || (values.length && q.own.def !== undefined))
			this.answers.set(q.path, values);
		this.known = undefined;
	}

	state() {
		const day = today();
		this.known ??= new State(this.form, this.answers, {seed: this.seed, today: day, now: `${day}T00:00:00`, department: this.carried.department});
		return this.known;
	}

	/* Somebody answered something; what a code or the screen says of the department is no answer. */
	get dirty() {
		return [...this.answers].some(([path, values]) => values.some((v) => v !== '') &&
			!(this.carried.department && this.form.byPath.get(path)?.measure === 'department'));
	}

	/* ---- where to ---- */

	next(section) {
		return this.state().after(section)[0] ?? null;
	}

	before(section) {
		return this.state().before(section).at(-1) ?? null;
	}

	/* What is to be answered in a section as things stand. */
	asked(section) {
		return this.form.nodes.slice(section.first, section.end).filter((n) => n.kind === 'q' && n.takesAnswer && n.is.role === 'asked' && this.state().relevant(n) && !this.state().knows(n));
	}

	/* The first section up to `until` (null: all) in which something is wrong. */
	wrong(until) {
		const state = this.state();
		return [...state.before(until), ...until ? [until] : []].find((s) => state.faults(s).length > 0);
	}

	/* `last`: to its last part, where it comes in several. */
	go(section, {faults = false, focus = true, last = false} = {}) {
		if (section !== this.at)
			this.clock.leave(this.at ? this.at.id : 'review');
		this.at = section;
		if (faults)
			this.faults = new Map(this.state().faults(section).map(([q, fault]) => [q.path, fault]));
		this.draw();
		if (last && this.parts.list.length) {
			this.parts.show(this.parts.list.length - 1);
			this.drawActions();
		}
		if (faults)
			this.focusFault();
		else if (focus)
			this.focusTop();
	}

	/* Another part of the same section. */
	turnPart(by) {
		this.parts.show(this.parts.at + by);
		this.drawActions();
		this.store();
		scrollTo(0, 0);
		this.focusTop();
	}

	/* Whether something is wrong in the part that is shown. */
	partWrong() {
		return this.state().faults(this.at).find(([q]) => document.getElementById(`q${q.number}`)?.closest('[hidden]') === null);
	}

	/* `enough`: past what else was drawn. */
	forward(enough = false) {
		if (!this.at)
			return;
		if (!this.parts.isLast && !enough && !this.partWrong()) {
			this.guard();
			this.turnPart(1);
			return;
		}
		const bad = this.wrong(this.at);
		if (bad) {
			this.go(bad, {faults: true});
			return;
		}
		if (!enough && this.doubts())
			return;
		this.faults.clear();
		this.guard();
		this.fetchOthers();
		const {loop} = this.state().drawn(this.at);
		this.go(enough ? this.state().after(this.at).find((s) => this.state().drawn(s).loop !== loop) ?? null : this.next(this.at));
	}

	/* What looks forgotten is asked about once. */
	doubts() {
		const doubt = this.doubted.has(this.at.id) ? null : new Show(this.form, this.state(), this.templates).doubt(this.at);
		if (!doubt)
			return false;
		this.doubted.add(this.at.id);
		this.say(doubt);
		return true;
	}

	back() {
		if (!this.parts.isFirst) {
			this.turnPart(-1);
			return;
		}
		this.faults.clear();
		const before = this.before(this.at);
		if (before)
			this.go(before, {last: true});
	}

	/* ---- drawing ---- */

	data() {
		const show = new Show(this.form, this.state(), this.templates, this.shownFaults());
		const raw = this.form.raw;
		const section = this.at;
		const address = `/s/${encodeURIComponent(raw.code)}`;
		const data = {
			lang: raw.lang, brand: raw.brand, title: section ? raw.title : this.templates.text('survey.check'), title_lang: raw.lang, title_dir: '',
			action: address, form: `${address}/form?lang=${raw.lang}`, round: raw.title, lang_buttons: true,
			langs: raw.langs.map(([code, name]) => ({code, name, current: code === raw.lang})), moves_on: 'movesOn' in this.element.dataset,
			page: section?.id ?? 'review', hidden: section ? [{name: 'at', value: section.id}] : [], instance_id: '', seed: this.seed, fresh: false, error: '',
			...show.progress(section, this.clock.active()),
		};
		if (section) {
			const faults = [...show.faults.keys()].filter((q) => q.section === section.number);
			data.sections = [show.section(section)];
			data.enough = show.enough(section) ?? false;
			data.first &&= this.parts.isFirst;
			data.errors = faults.map((q) => ({href: `#q${q.number}`, text: show.faultDrawn({...show.faults.get(q), owner: q})}));
			data.n = faults.length;
		} else {
			data.sections = this.state().after(null).map((s) => show.reviewed(s)).filter(Boolean);
		}
		return data;
	}

	shownFaults() {
		return new Map([...this.faults].map(([path, fault]) => [this.form.byPath.get(path), fault]).filter(([q]) => q));
	}

	/* The buttons below another part of the section. */
	drawActions() {
		const page = parsed(this.templates.render('survey', this.data()));
		this.element.querySelector('.actions').replaceWith(page.querySelector('.actions'));
	}

	/* The page of where we are, in place of the one that is there. */
	draw() {
		this.parts.at = 0;
		const data = this.data();
		const page = parsed(this.templates.render(this.at ? 'survey' : 'review', data));
		const form = page.getElementById('answers');
		const main = this.element.parentElement;
		const dialog = main.querySelector('dialog');
		this.element.replaceChildren(...form.childNodes);
		this.element.dataset.page = data.page;
		for (const other of [...main.children])
			if (other !== this.element && other !== dialog)
				other.remove();
		for (const other of [...page.getElementById('main').children])
			if (other.id !== 'answers' && other.tagName !== 'DIALOG')
				main.insertBefore(other, dialog);
		if (document.documentElement.lang !== data.lang)
			this.drawFrame(page, dialog, data.lang);
		document.querySelector('footer.foot')?.toggleAttribute('hidden', !data.first);
		document.title = `${data.title} · ${data.brand}`;
		this.keep();
		this.pair();
		this.parts.cut();
		this.store();
		scrollTo(0, 0);
	}

	/* What stands around the form, when the language changed. */
	drawFrame(page, dialog, lang) {
		document.documentElement.lang = lang;
		document.documentElement.dir = this.form.raw.dir === 'rtl' ? 'rtl' : '';
		document.querySelector('meta[name="cancel"]').content = this.templates.text('dialog.cancel');
		for (const selector of ['.skip', 'header.bar', 'footer.foot'])
			document.querySelector(selector)?.replaceWith(page.querySelector(selector));
		dialog?.replaceChildren(...page.querySelector('dialog').childNodes);
		this.element.dataset.start = `/?lang=${lang}`;
	}

	focusTop() {
		const title = this.element.querySelector('[data-title]');
		title?.focus({preventScroll: true});
	}

	/* To the first answer to mend. */
	focusFault() {
		const [q] = this.shownFaults().keys();
		if (q)
			this.focusField(`#q${q.number}`);
	}

	focusField(id) {
		const field = document.querySelector(id);
		const {at} = this.parts;
		if (field)
			this.parts.reveal(field);
		if (this.parts.at !== at)
			this.drawActions();
		focusField(id);
	}

	/* ---- live ---- */

	/* What each field looks like without its answer: fields alike stay as they are. */
	looks() {
		const list = this.at ? new Show(this.form, this.state(), this.templates, this.shownFaults(), true).fields(this.at) : [];
		return new Map(list.map((field) => [field.id, this.templates.render('field', field)]));
	}

	keep() { this.look = this.looks(); }

	/* Fields come, go and change with the answers; what is being typed is left alone. */
	refresh() {
		const box = this.element.querySelector('[data-fields]');
		if (!box || !this.at)
			return;
		const looks = this.looks();
		const fields = new Map(new Show(this.form, this.state(), this.templates, this.shownFaults()).fields(this.at).map((f) => [f.id, f]));
		const old = new Map(all(box, ':scope > [data-field]').map((e) => [e.dataset.field, e]));
		let last = null;
		for (const [id, look] of looks) {
			let element = old.get(id);
			if (!element || this.look.get(id) !== look) {
				const made = this.make(fields.get(id));
				if (element) {
					this.exchange(element, made);
					this.parts.replaced(element, made);
				}
				this.parts.joined(made);
				element = made;
			}
			old.delete(id);
			if (element.previousElementSibling !== last || element.parentElement !== box)
				box.insertBefore(element, last ? last.nextSibling : box.firstChild);
			last = element;
		}
		for (const element of old.values())
			element.remove();
		this.look = looks;
		this.pair();
		this.refreshSummary();
	}

	/* Usual pairs of a number and its period, by one touch; what testers have. */
	pair() {
		const box = this.element.querySelector('[data-fields]');
		if (box)
			more.pair?.(box, this.templates.text('survey.other_number'));
		more.testers?.(this);
	}

	make(field) {
		return parsed(this.templates.render('field', field)).body.firstElementChild;
	}

	/* The new element for the old one; the cursor stays where it was. */
	exchange(old, made) {
		const active = old.contains(document.activeElement) ? document.activeElement : null;
		const place = active && [active.id, active.name, active.value];
		const selection = active && 'selectionStart' in active && active.type !== 'checkbox' && active.type !== 'radio' ?
			[active.selectionStart, active.selectionEnd] : null;
		old.replaceWith(made);
		if (!active)
			return;
		const [id, name, value] = place;
		const again = (id && document.getElementById(id)) || all(made, `[name="${CSS.escape(name)}"]`).find((f) => f.value === value);
		again?.focus({preventScroll: true});
		if (selection && selection[0] !== null)
			again?.setSelectionRange?.(...selection);
	}

	refreshSummary() {
		const summary = this.element.querySelector('[data-error-summary]');
		if (summary && !this.faults.size)
			summary.remove();
	}

	/* An answer changed. A fault is said when the field is left, and taken back at once. */
	changed(target, left) {
		const q = this.form.byField.get(target.name);
		if (!q)
			return;
		this.readOne(q);
		this.sender.forget();
		this.store();
		const fault = this.state().fault(q);
		const had = this.faults.has(q.path);
		const blank = this.state().canon(q).value === '' && !this.state().canon(q).code;
		if (fault && !blank && (left || had)) {
			if (!had)
				this.announce({...fault, owner: q});
			this.faults.set(q.path, fault);
		} else if (!fault) {
			this.faults.delete(q.path);
		}
		for (const path of this.faults.keys())
			if (path !== q.path && !this.state().fault(this.form.byPath.get(path)))
				this.faults.delete(path);
		if (had || fault || this.form.isReferred(q) || q.measure === 'comment_activity')
			this.later();
	}

	/* What appeared at a field, for those who do not see it. */
	announce(fault) {
		if (!this.voice) {
			this.voice = Object.assign(document.createElement('p'), {className: 'visually-hidden'});
			this.voice.setAttribute('role', 'status');
			document.body.append(this.voice);
		}
		this.voice.textContent = new Show(this.form, this.state(), this.templates).faultText(fault);
	}

	/* Not under the finger: a press that began where something is stays there until it ends. */
	later() {
		if (this.waiting)
			return;
		this.waiting = true;
		const run = () => {
			this.waiting = false;
			this.refresh();
		};
		if (this.pressed)
			this.due = run;
		else
			requestAnimationFrame(run);
	}

	listen() {
		this.element.addEventListener('input', ({target, isComposing}) => !isComposing && this.changed(target, false));
		this.element.addEventListener('change', ({target}) => this.changed(target, true));
		addEventListener('pointerdown', () => { this.pressed = true; }, {capture: true, passive: true});
		/* Behind the click that a press ends with, be it the last event there is. */
		const released = () => {
			const {due} = this;
			this.pressed = false;
			this.due = null;
			due?.();
		};
		for (const kind of ['pointerup', 'pointercancel'])
			addEventListener(kind, () => setTimeout(released), {capture: true, passive: true});
		/* Back goes to the section before, not to what was before the form. */
		addEventListener('popstate', () => {
			if (!this.guarded)
				return;
			if (this.at && this.parts.isFirst && !this.before(this.at)) {
				this.guarded = false;
				history.back();
				return;
			}
			history.pushState(null, '');
			this.back();
		});
		document.addEventListener('click', (event) => {
			const away = event.target.closest('header a[href], footer a[href]');
			if (away && this.dirty) {
				event.preventDefault();
				this.ask(this.templates.text('survey.leave'), this.templates.text('survey.leave.yes')).then((sure) => {
					if (!sure)
						return;
					this.end();
					location.assign(away.href);
				});
			}
			/* Whoever clears the form, or does not begin, leaves nothing behind. */
			if (event.target.closest('[data-clear]') && !event.defaultPrevented)
				this.end();
			const fault = event.target.closest('[data-error-summary] a');
			if (fault) {
				event.preventDefault();
				this.focusField(fault.getAttribute('href'));
			}
			/* Every answer of the review is a tap away; keys have the section's button. */
			const reviewed = event.target.closest('[data-to]');
			if (reviewed && !this.at) {
				const q = this.form.questions[Number(reviewed.dataset.to.slice(2))];
				this.sender.stop();
				this.go(this.form.sections[q.section], {focus: false});
				this.focusField(reviewed.dataset.to);
			}
		});
	}

	guard() {
		if (this.guarded)
			return;
		this.guarded = true;
		history.pushState(null, '');
	}

	/* ---- languages ---- */

	fetchLanguage(code) {
		if (!this.languages.has(code))
			this.languages.set(code, fetchForm(`/s/${encodeURIComponent(this.form.raw.code)}/form?lang=${code}`, codeOf(this.element))
				.catch((error) => {
					this.languages.delete(code);
					throw error;
				}));
		return this.languages.get(code);
	}

	/* The other languages, once somebody really fills the form in: then a switch needs no network. */
	fetchOthers() {
		if (this.fetched)
			return;
		this.fetched = true;
		const others = this.form.raw.langs.map(([code]) => code).filter((code) => code !== this.form.raw.lang);
		const fetchNext = () => others.length && this.fetchLanguage(others.shift()).then(fetchNext, () => { this.fetched = false; });
		fetchNext();
	}

	async switchTo(code) {
		try {
			this.use(await this.fetchLanguage(code));
		} catch {
			this.say(this.templates.text('survey.lang_later'));
			return;
		}
		const [id, faults] = [this.at?.id, [...this.faults.keys()]];
		this.at = this.form.sections.find((s) => s.id === id) ?? null;
		this.faults = new Map(faults.map((path) => [path, this.state().fault(this.form.byPath.get(path))]).filter(([, fault]) => fault));
		const [scroll, part] = [scrollY, this.parts.at];
		this.draw();
		if (this.at && part > 0 && this.parts.list.length)
			this.turnPart(Math.min(part, this.parts.list.length - 1));
		scrollTo(0, scroll);
		document.querySelector(`.langs [lang="${code}"]`)?.focus({preventScroll: true});
	}

	/* ---- pressed ---- */

	ask(question, yes) { return this.equip().then(() => more.ask?.(question, yes) ?? true); }

	/* A word about something that is no answer's fault. */
	say(text) {
		this.element.querySelector('[data-said]')?.remove();
		const p = document.createElement('p');
		p.className = 'warning';
		p.dataset.said = '';
		p.setAttribute('role', 'alert');
		p.textContent = text;
		if (this.form.raw.ui)
			Object.assign(p, {lang: this.form.raw.ui, dir: 'ltr'});
		this.element.querySelector('.actions').before(p);
		return p;
	}

	submit(button) {
		const step = button?.value ?? 'next';
		this.equip();
		this.sender.stop();
		this.read(this.element);
		if (button && 'send' in button.dataset)
			this.send();
		else if (step === 'back')
			this.back();
		else if (step === 'pause')
			this.equip().then(() => more.pause ? more.pause(this, button) : this.say(this.templates.text('pause.failed')));
		else if (step.startsWith('picture:'))
			loadMore(['picture']).then(() => more.picture(this, button), () => this.say(this.templates.text('survey.picture.failed')));
		else if (step.startsWith('lang:'))
			this.switchTo(step.slice(5));
		else if (step.startsWith('add:'))
			more.addEntry(this, this.form.byPath.get(step.slice(4)));
		else if (step.startsWith('remove:'))
			more.removeEntry(this, step.slice(7));
		else if (step.startsWith('to:'))
			this.go(this.form.sections.find((s) => s.id === step.slice(3)) ?? this.next(null));
		else
			this.forward(step === 'enough');
	}

	send() {
		const bad = this.wrong(null);
		if (bad) {
			this.guard();
			this.go(bad, {faults: true});
			return;
		}
		this.clock.leave('review');
		this.dispatch();
	}

	/* What sends may itself not have come: then it is asked for until it has. */
	async dispatch() {
		clearTimeout(this.dispatching);
		/* At once: a second press finds the button out of use. */
		if (more.Sender) {
			this.sender.send();
			return;
		}
		await this.equip();
		if (more.Sender) {
			if (!this.sender.active)
				this.sender.send();
			return;
		}
		this.say(this.templates.text('survey.unsent'));
		this.dispatching = setTimeout(() => this.element.querySelector('[data-send]') && this.dispatch(), LATER_MS);
	}

	/* What is sent: relevant answers alone, and what the page carries. */
	fields() {
		const raw = this.form.raw;
		const list = [['lang', raw.lang], ['seed', this.seed ?? ''], ...Object.entries(this.carried),
			['pages', this.clock.pages(this.carried.pages)], ['active_s', String(this.clock.active())]]
			.filter(([name, value], i, them) => value !== '' && them.findLastIndex(([n]) => n === name) === i);
		for (const q of this.form.questions) {
			if (!q.takesAnswer || !this.state().relevant(q) || !this.answers.has(q.path))
				continue;
			const values = this.answers.get(q.path).filter((v) => v !== '');
			for (const value of values.length || q.own.def === undefined ? values : [''])
				list.push([q.field, value]);
		}
		return list;
	}

	/* Faults that only the server knows of. */
	refused(errors) {
		const known = errors.map(({field, message}) => [this.form.byField.get(field), {text: message, code: 'constraint'}]).filter(([q]) => q);
		if (!known.length) {
			this.say(errors[0]?.message ?? this.templates.text('error.500.text'));
			return;
		}
		const section = this.form.sections[known[0][0].section];
		this.faults = new Map(known.filter(([q]) => q.section === section.number).map(([q, fault]) => [q.path, fault]));
		this.go(section, {focus: false});
		this.focusFault();
	}

	/* Nothing of the answers stays behind. */
	forget() {
		this.sender.stop();
		this.answers.clear();
		this.faults.clear();
		this.known = undefined;
		this.carried = {};
	}

	/* Sent and not arrived, nobody there any more: it goes on trying, and shows nothing of it. */
	get pending() { return this.sender.active; }

	cover() {
		const text = (tag, key, values) => Object.assign(document.createElement(tag), {textContent: this.templates.text(key, values)});
		this.covered = true;
		this.end();
		this.answers.clear();
		this.known = undefined;
		this.element.replaceChildren(text('h1', 'survey.undelivered', {n: 1}), text('p', 'survey.waiting'));
		for (const other of [...this.element.parentElement.children])
			if (other !== this.element)
				other.remove();
	}

	/* Nor on the screen, which the browser may keep and show again; in the tab alone. */
	wipe() {
		this.storeNow();
		this.kept.leave();
		this.forget();
		this.element.replaceChildren();
	}
}

/* `tools`: what the page has already, {clock, uuid4}. */
export async function start(element, tools) {
	const [loaded] = await Promise.all([fetchForm(element.dataset.form, codeOf(element)), fetchSeal()]);
	if (loaded.form.repeats.length)
		await loadMore(['repeats']);
	const filling = new Filling(element, tools, loaded);
	await filling.equipped;
	await filling.taken?.catch(() => {});
	return filling;
}
