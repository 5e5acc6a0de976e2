/*
 * The list under the account's name goes away with a press beside it, or Escape; the cursor is
 * back where it was opened.
 */
export function closes(account) {
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
