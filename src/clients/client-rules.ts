/** How long a remark on a client may be, in characters. */
export const REMARK_LENGTH = 5000;
