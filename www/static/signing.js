/*
 * The form that signs: how many requirements are answered, and the next one that is not, as one
 * goes. What lacks the reason it needs is not answered; so says the server, too, which tells it
 * without a script once the form comes back.
 *
 *   p[data-answered="{n} of {of} answered"][data-left="No answer yet: {id}"] > span + a
 */
const told = document.querySelector('[data-answered]');
const [count, link] = told.children;
const {form} = told.parentElement.querySelector('button');
const items = [...form.querySelectorAll('.requirement')];

function isAnswered(item) {
	const verdict = item.querySelector('input[type=radio]:checked')?.value;
	const untested = item.querySelector('[name^="t/"]').value === 'no';
	const reason = item.querySelector('textarea').value.trim();
	return verdict !== undefined && ((verdict === 'agree' && !untested) || reason !== '');
}

/* What did not change is not said again. */
function say(element, text) {
	if (element.textContent !== text)
		element.textContent = text;
}

/* `from`: where one is; what is left further up comes last. */
function tell(from = 0) {
	const open = items.filter((item) => !isAnswered(item));
	const next = open.find((item) => items.indexOf(item) >= from) ?? open[0];
	say(count, told.dataset.answered.replace('{n}', items.length - open.length).replace('{of}', items.length));
	link.hidden = !next;
	if (next) {
		say(link, told.dataset.left.replace('{id}', next.id));
		link.hash = next.id;
	}
	told.hidden = false;
}

for (const kind of ['input', 'change'])
	form.addEventListener(kind, ({target}) => tell(Math.max(0, items.indexOf(target.closest('.requirement')))));
/* The browser may have brought back what was answered. */
addEventListener('pageshow', () => tell());
