/*
 * Thanks, and the code of a paused survey: what stays on one's own device, and goes by itself on a
 * shared screen.
 */
import {copies} from './copy.js';
import {isOwn} from './kept.js';

const all = (root, selector) => [...root.querySelectorAll(selector)];

/* On one's own device the page stays, with what one may take away of it. */
function stay(element) {
	for (const own of all(element, '[data-own]'))
		own.hidden = false;
	for (const shared of all(element, '[data-shared]'))
		shared.hidden = true;
}

/* Back to the start after a while where the screen is shared. */
export function returnLater(element) {
	copies(element);
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
