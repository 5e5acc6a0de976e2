/*
 * Sending: the key is made when Send is pressed and goes with that body until an
 * answer is changed; where nothing answers it is sent again, with the same key,
 * until a person sees that it has arrived.
 */
const WAITS_S = [1, 2, 4, 8, 15, 30];
const TIMEOUT_MS = 20000;

export class Sender {
	constructor(filling) {
		this.filling = filling;
		this.frozen = null;
		this.timer = 0;
		this.active = false;	/* pressed, and not known to have arrived */
		addEventListener('beforeunload', (event) => this.active && event.preventDefault());
	}

	/* An answer changed: what comes next is another submission. */
	forget() {
		this.frozen = null;
		this.stop();
	}

	stop() {
		clearTimeout(this.timer);
		this.active = false;
		this.turn = (this.turn ?? 0) + 1;
		this.tries = 0;
	}

	text(key) { return this.filling.templates.text(key); }

	freeze() {
		if (!this.frozen) {
			const id = this.filling.newKey();
			this.frozen = {id, body: new URLSearchParams([['instance_id', id], ...this.filling.fields()]).toString()};
		}
		this.filling.storeNow();
		return this.frozen;
	}

	buttons(sending) {
		const button = this.filling.element.querySelector('[data-send]');
		if (button) {
			button.disabled = sending;
			button.textContent = this.text(sending ? 'survey.sending' : 'survey.send');
		}
	}

	async send() {
		const {id, body} = this.freeze();
		const {turn} = this;
		this.active = true;
		this.buttons(true);
		let answer = null;
		let said = {};
		try {
			answer = await fetch(this.filling.element.getAttribute('action'), {
				method: 'POST', body, credentials: 'omit', signal: AbortSignal.timeout(TIMEOUT_MS),
				headers: {'Content-Type': 'application/x-www-form-urlencoded', Accept: 'application/json'},
			});
			said = await answer.json();
		} catch {
			/* Whether it arrived is not known. */
		}
		if (turn !== this.turn)
			return;
		this.outcome(answer, said, id);
	}

	outcome(answer, said, id) {
		if (answer?.status === 201 && said.instance_id === id) {
			this.arrived(said.receipt);
		} else if (!answer || answer.ok || answer.status === 429 || answer.status >= 500) {
			this.again(Number(answer?.headers.get('Retry-After')) || 0);
		} else {
			this.active = false;
			this.buttons(false);
			this.refused(answer.status, said);
		}
	}

	arrived(receipt) {
		const raw = this.filling.form.raw;
		const query = new URLSearchParams({lang: raw.ui ?? raw.lang, ...(receipt ? {receipt} : {})});
		const {covered, element} = this.filling;
		this.frozen = null;
		this.filling.end();
		this.filling.forget();
		/* Whoever stands there now is not who sent it. */
		location.replace(covered ? element.dataset.start : `/s/${encodeURIComponent(raw.code)}/thanks?${query}`);
	}

	again(wait) {
		const seconds = Math.max(wait, WAITS_S[Math.min(this.tries++, WAITS_S.length - 1)]);
		if (!this.filling.covered && !this.filling.element.querySelector('[data-said]'))
			this.filling.say(this.text('survey.unsent'));
		const button = this.filling.element.querySelector('[data-send]');
		if (button) {
			button.disabled = false;
			button.textContent = this.text('error.retry');
		}
		this.timer = setTimeout(() => this.send(), seconds * 1000);
	}

	refused(status, said) {
		if (status === 422 && said.errors) {
			this.frozen = null;
			this.filling.refused(said.errors);
			return;
		}
		const keys = {403: 'error.code', 409: 'error.409', 410: 'error.closed', 404: 'error.404', 413: 'error.413'};
		this.filling.say(this.text(`${keys[status] ?? 'error.500'}.text`));
	}
}
