/*
 * Typing in sheets of paper by the keyboard alone: Enter moves on, a choice of one
 * digit ([data-one]) moves on by itself, Backspace in an empty field goes back,
 * Ctrl+Enter takes the sheet. Without it the page works by Tab and the buttons.
 */
const form = document.querySelector('form[data-entry]');
const fields = [...form.querySelectorAll('input:not([type=hidden])')];
const next = form.querySelector('button[value=next]');

const go = (from, by) => {
	const to = fields[fields.indexOf(from) + by] ?? (by > 0 ? next : from);
	to.focus();
	to.select?.();
};

form.addEventListener('keydown', (event) => {
	const field = event.target;
	if (!fields.includes(field))
		return;
	if (event.key === 'Enter') {
		event.preventDefault();
		if (event.ctrlKey)
			form.requestSubmit(next);
		else
			go(field, 1);
	} else if (event.key === 'Backspace' && field.value === '') {
		event.preventDefault();
		go(field, -1);
	}
});
form.addEventListener('input', ({target}) => {
	if ('one' in target.dataset && /^[1-9]$/.test(target.value))
		go(target, 1);
});
(form.querySelector('[aria-invalid]') ?? fields[0])?.focus();
