import { contentFields } from './content';
import { imageFields } from './image';
import { optionsField } from './options';

/** What the user fills in to send a message through Messaggio, and to upload an image. */
export const sendFields = [...contentFields, ...imageFields];

/** The options of the same operation, shown after the fields that all providers share. */
export const sendOptions = [optionsField];
