/*
 * Buttons that copy: the text they carry, or what stands in a field of the page.
 *
 *   button[data-copy="text"][data-copied="Copied"]   button[data-copy-of="id"][data-copied="Copied"]
 */
function copy(button) {
	const field = document.getElementById(button.dataset.copyOf ?? '');
	/* Without https there is no clipboard: then the text is marked, to be copied by hand. */
	const mark = () => (field ? field.select() : getSelection().selectAllChildren(document.querySelector('.receipt')));
	const done = navigator.clipboard?.writeText(field ? field.value : button.dataset.copy) ?? Promise.reject(new Error('no clipboard'));
	done.then(() => { button.textContent = button.dataset.copied; }, mark);
}

export function copies(root) {
	for (const button of root.querySelectorAll('[data-copy], [data-copy-of]'))
		button.addEventListener('click', () => copy(button));
}
