/** How long the head of an answer may take, in ms. */
export const ANSWER_MS = 30_000;

/** How long the body of an answer may take from then on, in ms. */
export const BODY_MS = 10_000;
