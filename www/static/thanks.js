/*
 * Thanks, and the code of a paused survey: what stays on one's own device, and goes by itself on a
 * shared screen.
 */
import {isOwn} from './kept.js';

const all = (root, selector) => [...root.querySelectorAll(selector)];

/* On one's own device the page stays, with what one may take away of it. */
function stay(element) {
	for (const own of all(element, '[data-own]'))
		own.hidden = false;
	for (const shared of all(element, '[data-shared]'))
		shared.hidden = true;
}

function copy(button) {
	/* Without https there is no clipboard: then the text is marked, to be copied by hand. */
	const mark = () => getSelection().selectAllChildren(document.querySelector('.receipt'));
	const done = navigator.clipboard?.writeText(button.dataset.copy) ?? Promise.reject(new Error('no clipboard'));
	done.then(() => { button.textContent = button.dataset.copied; }, mark);
}

/* Back to the start after a while where the screen is shared. */
export function returnLater(element) {
	for (const button of all(element, '[data-copy]'))
		button.addEventListener('click', () => copy(button));
	if (isOwn()) {
		stay(element);
		return;
	}
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
