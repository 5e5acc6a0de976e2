/*
 * A form whose result shows at once: fields get sliders beside them, and each change asks
 * the server for the page as it would be (the button named `try`), of which the marked parts
 * take the place of today's. Without script the button does the same.
 *
 *   form[data-live-form="list"] … input[data-slider="0 1 0.05"]   …   [data-live="list"]
 */
const WAIT_MS = 200;

function addSlider(field) {
	const [min, max, step] = field.dataset.slider.split(' ');
	const slider = document.createElement('input');
	Object.assign(slider, {type: 'range', min, max, step, value: field.value});
	slider.setAttribute('aria-label', document.querySelector(`label[for="${field.id}"]`).textContent);
	slider.addEventListener('input', () => {
		field.value = slider.value;
		field.dispatchEvent(new Event('input', {bubbles: true}));
	});
	field.addEventListener('input', () => {
		slider.value = field.value.replace(',', '.');
	});
	field.before(slider);
}

export function live(form) {
	const name = form.dataset.liveForm;
	let timer = 0;
	let asked = null;

	async function ask() {
		asked?.abort();
		asked = new AbortController();
		const body = new URLSearchParams(new FormData(form));
		body.set('try', '1');
		try {
			const answer = await fetch(form.action, {method: 'POST', body, signal: asked.signal});
			if (!answer.ok)
				return;
			const page = new DOMParser().parseFromString(await answer.text(), 'text/html');
			const fresh = page.querySelectorAll(`[data-live="${name}"]`);
			for (const [i, part] of document.querySelectorAll(`[data-live="${name}"]`).entries())
				if (fresh[i])
					part.replaceChildren(...fresh[i].childNodes);
			for (const hint of form.querySelectorAll('.hint[id]'))
				hint.textContent = page.getElementById(hint.id)?.textContent ?? hint.textContent;
		} catch (error) {
			if (error.name !== 'AbortError')
				throw error;
		}
	}
	for (const field of form.querySelectorAll('[data-slider]')) {
		addSlider(field);
		field.addEventListener('input', () => {
			clearTimeout(timer);
			timer = setTimeout(ask, WAIT_MS);
		});
	}
}
