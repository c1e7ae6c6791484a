import type { Tool } from './state.js'

/** Whether the administrator lets the tool see people's names. */
export const sharesName = ({ privacy }: Tool): boolean => privacy === 'public' || privacy === 'name_only'

/** Whether the administrator lets the tool see people's e-mail addresses. */
export const sharesEmail = ({ privacy }: Tool): boolean => privacy === 'public' || privacy === 'email_only'
