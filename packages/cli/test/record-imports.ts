// Preloaded with `node --import`: writes the URL of every module that is loaded to the file in RECORD_IMPORTS.
import { appendFileSync } from 'node:fs';
import { registerHooks } from 'node:module';

registerHooks({
  load(url, context, next) {
    appendFileSync(process.env['RECORD_IMPORTS'] ?? '/dev/null', `${url}\n`);
    return next(url, context);
  },
});
