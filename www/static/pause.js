/*
 * Pause, where the form's script goes without the server: all answers are sent from the page's
 * memory, and stay there until the code is on the screen and its page is left. Where nothing
 * answers, that is said and nothing is lost.
 */
const TIMEOUT_MS = 10000;
const post = (address, pairs) => fetch(address, {
	method: 'POST', body: new URLSearchParams(pairs).toString(), credentials: 'omit', signal: AbortSignal.timeout(TIMEOUT_MS),
	headers: {'Content-Type': 'application/x-www-form-urlencoded', Accept: 'text/html'},
});

/* All there is, asked for or not: what was ticked off may be ticked again. */
function fields(filling) {
	const {form, carried, clock} = filling;
	const list = [['step', 'pause'], ['lang', form.raw.lang], ['seed', filling.seed ?? ''],
		...Object.entries({...carried, pages: clock.pages(carried.pages), active_s: String(clock.active())})];
	if (filling.at)
		list.push(['at', filling.at.id]);
	for (const q of form.questions)
		for (const value of (q.takesAnswer && filling.answers.get(q.path)) || [])
			list.push([q.field, value]);
	return list;
}

/* The page with the code in place of the answers, which are kept until it is left. */
class Paused {
	constructor(filling, page) {
		this.filling = filling;
		this.title = document.title;
		this.old = document.getElementById('main');
		this.main = page.getElementById('main');
		this.box = this.main.querySelector('[data-paused]');
		/* Who is gone is asked here, too. */
		this.dialog = this.old.querySelector('dialog');
		this.main.append(this.dialog);
		this.guarded = filling.guarded;
		/* Back leads away from here, not to a section. */
		filling.guarded = false;
		this.disable(true);
		this.old.replaceWith(this.main);
		document.title = page.title;
		scrollTo(0, 0);
		this.main.querySelector('[data-title]')?.focus({preventScroll: true});
		this.main.addEventListener('click', (event) => this.pressed(event));
		this.main.addEventListener('submit', (event) => event.preventDefault());
		this.ended = new AbortController();
		const {signal} = this.ended;
		document.addEventListener('click', (event) => this.leave(event), {capture: true, signal});
		for (const kind of ['pointerdown', 'keydown', 'wheel', 'touchmove'])
			addEventListener(kind, () => { this.touched = performance.now(); }, {capture: true, passive: true, signal});
		this.touched = performance.now();
		this.timer = setInterval(() => this.tick(), 250);
		this.tick();
	}

	/* Languages of a form that is not there. */
	disable(disabled) {
		for (const button of document.querySelectorAll('.langs button'))
			button.disabled = disabled;
	}

	/* Nothing to be asked for, as nothing is lost. */
	leave(event) {
		if (event.target.closest('header a[href], footer a[href]')) {
			event.stopPropagation();
			this.filling.end();
			this.filling.wipe();
		}
	}

	/* Whoever still writes it down touches the screen, or will not be there any more. */
	tick() {
		const left = Math.ceil(Number(this.box.dataset.after) - (performance.now() - this.touched) / 1000);
		const shown = this.box.querySelector('[data-countdown]');
		if (shown)
			shown.textContent = Math.max(left, 0);
		if (left <= 0)
			this.finish();
	}

	pressed(event) {
		if (event.target.closest('[data-finish]')) {
			event.preventDefault();
			this.finish();
		} else if (event.target.closest('[data-go-on]')) {
			event.preventDefault();
			this.goOn();
		}
	}

	finish() {
		clearInterval(this.timer);
		this.filling.end();
		this.filling.wipe();
		location.replace(this.box.dataset.return);
	}

	/* Nothing was lost meanwhile; what the server keeps goes when it hears of it, or in a day. */
	goOn() {
		const {filling} = this;
		clearInterval(this.timer);
		this.ended.abort();
		this.old.append(this.dialog);
		this.main.replaceWith(this.old);
		document.title = this.title;
		this.disable(false);
		filling.guarded = this.guarded;
		filling.carried.paused = this.box.dataset.paused;
		arrived(filling);
		filling.focusTop();
	}
}

/* What is beside the button says what became of it. */
export async function pause(filling, button) {
	const {element} = filling;
	element.inert = true;
	let answer = null;
	let page = null;
	try {
		answer = await post(element.getAttribute('action'), fields(filling));
		page = new DOMParser().parseFromString(await answer.text(), 'text/html');
	} catch {
		/* Nothing came back. */
	}
	element.inert = false;
	if (answer?.status === 200 && page?.querySelector('[data-paused]'))
		new Paused(filling, page);
	else
		refused(filling, answer, page, button);
}

function refused(filling, answer, page, button) {
	const said = page?.querySelector('p.warning[role=alert]')?.textContent;
	const shown = filling.say(said ?? filling.templates.text(answer?.status === 410 ? 'error.closed.text' : 'pause.failed'));
	button.focus({preventScroll: true});
	shown.scrollIntoView({block: 'center'});
}

/* A page that was opened by a code is here: the server need keep the answers no longer. */
export function arrived(filling) {
	const {paused} = filling.carried;
	if (!paused)
		return;
	/* Back goes to the section before, not to the page that asked for the code. */
	filling.guard();
	post('/resume', [['paused', paused]]).then((answer) => {
		if (answer.ok && filling.carried.paused === paused)
			filling.carried.paused = '';
	}, () => { /* Then with what is sent next. */ });
}
