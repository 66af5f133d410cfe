import { config } from 'zod';

/**
 * Imported before any schema: stops zod from compiling its parsers with `new Function`, which the
 * window's content security policy forbids.
 */
config({ jitless: true });
