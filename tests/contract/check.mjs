// check.mjs FILE: reads the contract with the AsyncAPI project's own parser.
// Exit code 1 for an error or a warning (severity 0 and 1); hints are only printed.
import { readFileSync } from 'node:fs';
import { Parser } from '@asyncapi/parser';

const file = process.argv[2];
const { document, diagnostics } = await new Parser().parse(readFileSync(file, 'utf8'), { source: file });
for (const { severity, code, path, message } of diagnostics) {
  console.log(`${severity} ${code} ${path?.join('.')}: ${message}`);
}
if (!document || diagnostics.some(({ severity }) => severity < 2)) {
  console.log(`${file}: not a good AsyncAPI document`);
  process.exit(1);
}
const count = (all) => all.all().length;
console.log(
  `${file}: AsyncAPI ${document.version()}, ${count(document.allChannels())} channels, ` +
    `${count(document.allMessages())} messages, ${count(document.allSchemas())} schemas`,
);
