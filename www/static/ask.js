/*
 * A question in our own dialog, in place of the browser's: `yes` says what will be done, Cancel
 * and Escape leave all as it is. Resolves to whether it may be done.
 */
let number = 0;

function part(tag, text, more = {}) {
	return Object.assign(document.createElement(tag), {textContent: text, ...more});
}

/* Cancel is said in the head of every page, in its language. */
export function ask(question, yes, cancel = document.querySelector('meta[name="cancel"]').content) {
	return new Promise((resolve) => {
		const text = part('p', question, {id: `asked-${++number}`});
		const row = part('p', '', {className: 'row'});
		const dialog = part('dialog', '', {className: 'dialog', returnValue: ''});
		const button = (words, value, className) => {
			const made = part('button', words, {type: 'button', className});
			made.addEventListener('click', () => dialog.close(value));
			return made;
		};
		dialog.setAttribute('aria-labelledby', text.id);
		row.append(button(yes, 'yes', 'button danger'), button(cancel, '', 'button quiet'));
		dialog.append(text, row);
		dialog.addEventListener('close', () => {
			dialog.remove();
			resolve(dialog.returnValue === 'yes');
		});
		document.body.append(dialog);
		dialog.showModal();
	});
}

/* Links and buttons that ask first: what they say is what will be done. */
export async function askFirst(asked) {
	if (!await ask(asked.dataset.confirm, asked.textContent.trim()))
		return;
	asked.dataset.sure = 'yes';
	asked.click();
}
