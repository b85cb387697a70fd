/** Names a construct the model has no exact form for; caught where the question is asked. */
export class NotModelled extends Error {}
