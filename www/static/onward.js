/*
 * Going on by itself, where the settings want it: a touch that answers the last of what a screen
 * asks is its "Next", too. Whoever uses keys presses Enter; whoever changes an answer, or touches
 * anything before the screen has turned, stays.
 */
const SHOWN_MS = 700;	/* so long the last answer is seen before it goes */

/* Those that may be passed: nobody can tell whether more is to come. */
const mayStay = (q) => q.is.answer === 'codes' || q.is.answer === 'text';

export class Onward {
	constructor(filling) {
		this.filling = filling;
		this.blank = new Set();
		addEventListener('pointerdown', () => this.touched(true), {capture: true, passive: true});
		addEventListener('keydown', () => this.touched(false), {capture: true, passive: true});
		filling.element.addEventListener('change', ({target}) => this.changed(target));
	}

	/* What the screen asks, and is not in another part of it. */
	asked() {
		const {at} = this.filling;
		return at ? this.filling.asked(at).filter((q) => document.getElementById(`q${q.number}`)?.closest('[hidden]') === null) : [];
	}

	isBlank(q) { return this.filling.state().value(q) === ''; }

	/* A touch, or a key: what is not answered before it. */
	touched(byTouch) {
		clearTimeout(this.timer);
		this.blank = new Set(byTouch ? this.asked().filter((q) => this.isBlank(q)).map((q) => q.path) : []);
	}

	changed(target) {
		const q = this.filling.form.byField.get(target.name);
		if (!q || target.type !== 'radio' || !this.blank.has(q.path))
			return;
		clearTimeout(this.timer);
		this.timer = setTimeout(() => this.isDone(q) && this.filling.forward(), SHOWN_MS);
	}

	/* All is answered that can be by one answer; below the last one, all. */
	isDone(last) {
		const asked = this.asked();
		const at = asked.findIndex((q) => q.path === last.path);
		return at >= 0 && !this.filling.partWrong() && asked.every((q, i) => !this.isBlank(q) || (i < at && mayStay(q)));
	}
}
