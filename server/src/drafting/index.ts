/** Drafts of `plumbline.yaml`: from a document that says what is wanted, or from what a project does already. */
export { type Draft, type Statement, type StatementState, countsOf, draftFromDocument } from './fromDocument.ts';
export { DATA } from './recognise/operations.ts';
export { type ProjectDraft, draftFromProject } from './fromProject.ts';
