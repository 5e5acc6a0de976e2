/*
 * The waiting screen of a shared screen: large words over the start page once
 * nobody has touched it for a while, in one language after the other. A touch
 * anywhere, or a key, takes it away; screen readers never meet it.
 */
import {dropAll} from './kept.js';

const WAIT_MS = 45000;
const TURN_MS = 6000;

export function attract(box) {
	const slides = [...box.children];
	let at = Math.max(0, slides.findIndex((slide) => slide.lang === document.documentElement.lang));
	let waiting = 0;
	let turning = 0;
	const show = () => slides.forEach((slide, i) => slide.classList.toggle('on', i === at));
	const wait = () => {
		clearTimeout(waiting);
		waiting = setTimeout(() => {
			show();
			dropAll();
			box.hidden = false;
			turning = setInterval(() => {
				at = (at + 1) % slides.length;
				show();
			}, TURN_MS);
		}, WAIT_MS);
	};
	const leave = () => {
		box.hidden = true;
		clearInterval(turning);
		wait();
	};

	/* The press that takes it away is not one on what lies below. */
	box.addEventListener('click', leave);
	addEventListener('keydown', leave);
	addEventListener('focusin', leave);
	for (const kind of ['pointerdown', 'pointermove', 'wheel'])
		addEventListener(kind, () => box.hidden && wait(), {passive: true});
	wait();
}
