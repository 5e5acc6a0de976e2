/* A button that ticks all boxes of a name in its form, or none of them once all are ticked. */
export function ticksAll(button) {
	button.addEventListener('click', () => {
		const boxes = [...button.form.querySelectorAll(`[type=checkbox][name="${button.dataset.tickAll}"]`)];
		const all = boxes.every((box) => box.checked);
		for (const box of boxes)
			box.checked = !all;
	});
}
