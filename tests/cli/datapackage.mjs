// Is the unpacked bundle in a folder a Data Package? By the npm validator (version 1) with
// every row cast to its type, and by hand for what version 2 adds. One line per fault.
import { createRequire } from 'node:module';
import { readFileSync } from 'node:fs';

const require = createRequire(new URL('../browser/', import.meta.url));
const { Package } = require('datapackage');
const folder = process.argv[2];
const text = readFileSync(`${folder}/datapackage.json`, 'utf8');
const json = JSON.parse(text);
const faults = [];
const must = (holds, what) => { if (!holds) faults.push(what); };

const checked = await Package.load(`${folder}/datapackage.json`);
must(checked.valid, `version 1: ${checked.errors.map((e) => e.message).join('; ')}`);
for (const resource of checked.resources.filter((r) => r.tabular)) {
	try {
		await resource.read({ keyed: true });
	} catch (e) {
		faults.push(`${resource.name}: ${e.message} ${(e.errors || []).map((x) => x.message)}`);
	}
}

const tables = new Map(json.resources.map((r) => [r.name, r]));
must(json.$schema === 'https://datapackage.org/profiles/2.0/datapackage.json', '$schema');
must(tables.size === json.resources.length, 'names are unique');
for (const r of json.resources) {
	const bytes = readFileSync(`${folder}/${r.path}`);
	must(/^[-a-z0-9._/]+$/.test(r.name), `${r.name}: characters of its name`);
	must(r.bytes === bytes.length, `${r.name}: bytes`);
	must(/^blake2b-256:[0-9a-f]{64}$/.test(r.hash), `${r.name}: hash`);
	must(r.encoding === 'utf-8' && r.mediatype && r.title, `${r.name}: what it is`);
	must(!bytes.subarray(0, 3).equals(Buffer.from([0xef, 0xbb, 0xbf])), `${r.name}: no BOM`);
	if (r.type !== 'table') continue;
	const fields = new Set(r.schema.fields.map((f) => f.name));
	must(fields.size === r.schema.fields.length, `${r.name}: columns are unique`);
	for (const key of r.schema.primaryKey || []) must(fields.has(key), `${r.name}: key ${key}`);
	for (const key of r.schema.foreignKeys || []) {
		must(Array.isArray(key.fields) && fields.has(key.fields[0]), `${r.name}: foreign key`);
		must(tables.has(key.reference.resource), `${r.name}: refers to a table`);
	}
	for (const f of r.schema.fields) {
		if (f.categories) must(f.categories.every((c) => c.value && c.label), `${f.name}: labels`);
	}
}
const responses = json.resources.find((r) => r.path.startsWith('responses/'));
if (responses) {
	const department = responses.schema.fields.find((f) => f.name === 'start/A01');
	must(department?.categories?.some((c) => c.value === 'SAL' && c.label === 'Sales'),
		'value labels of the department');
	must(responses.schema.foreignKeys.length === 2, 'responses refer to submissions and rounds');
}
process.stdout.write(faults.map((f) => `${f}\n`).join(''));
process.exit(faults.length ? 1 : 0);
