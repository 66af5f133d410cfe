// @ts-check

/**
 * Refuses strings that are written out as an argument: texts are messages by key, in every
 * language.
 *
 * @param {string} callee
 * @param {number} position of the argument, from 1
 */
const rawArgument = (callee, position) =>
  ['Literal', 'TemplateLiteral', 'BinaryExpression'].map((raw) => ({
    selector: `CallExpression[callee.name='${callee}'] > ${raw}.arguments:nth-child(${String(position)})`,
    message: 'Make a message with msg(…) of shared/messages.',
  }));

/** The syntax that no code may have, tests included. */
export const rawTexts = rawArgument('appError', 2);

/** The syntax that no code but that of tests may have. */
export const rawTextsOutsideTests = [...rawTexts, ...rawArgument('verbatim', 1)];
