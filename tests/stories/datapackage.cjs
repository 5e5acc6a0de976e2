/* Validate DIR/datapackage.json and the rows of its tables with npm's datapackage, which knows
 * version 1 of the standard: what version 2 adds is left out first. */
'use strict';
const fs = require('node:fs');
const path = require('node:path');
const {Package} = require('../browser/node_modules/datapackage');

async function main(dir) {
	const descriptor = JSON.parse(fs.readFileSync(path.join(dir, 'datapackage.json'), 'utf8'));
	/* Version 2 names its schema; version 1 looks up a profile instead. */
	delete descriptor.$schema;
	for (const resource of descriptor.resources) {
		delete resource.$schema;
		if (resource.schema)
			delete resource.schema.$schema;
		/* Names with a slash are of version 2. */
		resource.name = resource.name.replaceAll('/', '-');
	}
	const pack = await Package.load(descriptor, {basePath: dir, strict: false});
	const errors = [...pack.errors];
	let rows = 0;
	for (const resource of pack.resources) {
		if (!resource.tabular)
			continue;
		try {
			rows += (await resource.read({relations: false})).length;
		} catch (error) {
			errors.push(new Error(`${resource.name}: ${error.message} ${(error.errors || []).slice(0, 3)}`));
		}
	}
	for (const error of errors)
		console.error(error.message);
	console.log(`${pack.resources.length} resources, ${rows} rows`);
	return pack.valid && errors.length === 0 && rows > 0 ? 0 : 1;
}

main(process.argv[2]).then((status) => process.exit(status), (error) => {
	console.error(error);
	process.exit(1);
});
