/*
 * An unattended form: `leave` is called after `seconds` without a touch or key,
 * with a dialog counting down over the last twenty of them.
 */
const WARNING_S = 20;

export function watchIdle(seconds, dialog, leave) {
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
