/* What a shared screen's disk and memory hold of answers: a browser writes its tabs' storage into its
 * profile, and what was removed is there for a while. */
import {readdirSync, readFileSync, statSync} from 'node:fs';
import {join} from 'node:path';
import {check, chip, next, press, ready, standing, url, withProfile} from './lib.mjs';

const [, , , folder] = process.argv;
const marker = 'marzipan-7716-quokka';

/* Files of the profile that hold a text, in either width of letters. */
function holding(text, at = folder) {
	return readdirSync(at).flatMap((name) => {
		const path = join(at, name);
		try {
			if (statSync(path).isDirectory())
				return holding(text, path);
			const bytes = readFileSync(path);
			return bytes.includes(text) || bytes.includes(Buffer.from(text, 'utf16le')) ? [path] : [];
		} catch {
			return [];	/* gone meanwhile */
		}
	});
}

async function heap(page) {
	const client = await page.context().newCDPSession(page);
	let all = '';
	client.on('HeapProfiler.addHeapSnapshotChunk', ({chunk}) => { all += chunk; });
	await client.send('HeapProfiler.enable');
	await client.send('HeapProfiler.collectGarbage');
	await client.send('HeapProfiler.takeHeapSnapshot', {reportProgress: false});
	return all;
}

await withProfile(folder, standing, async (page) => {
	page.touch = true;
	await page.goto(`${url}/s/crm-audit-1?lang=en`);
	await ready(page);
	await chip(page, 'start/A01', 'Sales');
	await next(page);
	await chip(page, 'pick/A10', 'Record a new lead');
	while (!(await page.locator('textarea[name="end/A31"]').count()))
		await next(page);
	await page.locator('textarea[name="end/A31"]').fill(marker);
	await page.locator('textarea[name="end/A31"]').blur();
	/* Written within some seconds. */
	let written = false;
	for (let i = 0; i < 100 && !written; i++) {
		await page.waitForTimeout(300);
		written = holding('answers/crm-audit-1').length > 0;
	}
	check(written, 'the profile has what the tab keeps');
	check((await heap(page)).includes(marker), 'and the page what was written');
	check(holding(marker).length === 0, 'answers are in no file of it', holding(marker));
	const key = (await page.context().cookies()).find(({name}) => name.startsWith('kept-'));
	check(key && key.expires === -1 && key.sameSite === 'Strict', 'their key ends with the browser', key);
	check(holding(key.value).length === 0, 'and is in no file either', holding(key.value));

	await page.reload();
	await ready(page);
	await page.locator('textarea[name="end/A31"]').waitFor();
	check(await page.locator('textarea[name="end/A31"]').inputValue() === marker, 'a reload loses nothing');

	await press(page, 'button[name=step][value=pause]');
	await page.locator('[data-paused]').waitFor();
	await press(page, '[data-finish]');
	await page.waitForURL('**/?lang=en');
	await page.waitForTimeout(6000);
	check((await page.context().cookies()).every(({name}) => !name.startsWith('kept-')), 'finished with it, the key is gone');
	check(!(await heap(page)).includes(marker), 'the page for the next person holds none of it');
	check(holding(marker).length === 0, 'nor does a file', holding(marker));
});
check(holding(marker).length === 0, 'nor once the browser has ended', holding(marker));
