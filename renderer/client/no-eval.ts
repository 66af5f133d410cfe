import { config } from 'zod';

/**
 * Must be imported before any schema: keeps zod from compiling its parsers with `new Function`,
 * which the window's content security policy forbids.
 */
config({ jitless: true });
