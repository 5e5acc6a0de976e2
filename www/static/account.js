/*
 * The frame of office pages: the list under the account's name goes away with a press beside
 * it, or Escape, and the cursor is back where it was opened; of tabs the current one is in sight;
 * what may be copied is.
 */
import {copies} from './copy.js';

export function frame(account) {
	copies(document);
	/* Where the parts of a family do not fit, the current one is in sight. */
	for (const current of document.querySelectorAll('.tabs [aria-current]'))
		current.parentElement.scrollLeft = current.offsetLeft - current.parentElement.offsetLeft - 24;

	addEventListener('click', ({target}) => {
		if (!account.contains(target))
			account.open = false;
	});
	account.addEventListener('keydown', ({key}) => {
		if (key !== 'Escape' || !account.open)
			return;
		account.open = false;
		account.querySelector('summary').focus();
	});
}
