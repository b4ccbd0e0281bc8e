import { buttonFields } from './buttons';
import { carouselFields } from './carousel';
import { contentFields } from './content';
import { optionsField } from './options';
import { receiverFields } from './receivers';

/** What the user fills in to send or broadcast a message through a Viber bot. */
export const sendFields = [...receiverFields, ...contentFields, ...carouselFields, ...buttonFields];

/** The options of the same operations, shown after the fields that all providers share. */
export const sendOptions = [optionsField];
