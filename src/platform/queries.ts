import mongoose from "mongoose";

// Conditions of our own making: `sanitizeFilter` turns every other operator in a filter into a plain value.

/** One of these values. */
export const among = <const T>(values: readonly T[]): { $in: T[] } => mongoose.trusted({ $in: [...values] });

/** Any value but these, or none. */
export const noneOf = <const T>(values: readonly T[]): { $nin: T[] } => mongoose.trusted({ $nin: [...values] });

/** Any value but this one, or none. */
export const not = <const T>(value: T): { $ne: T } => mongoose.trusted({ $ne: value });

/** Earlier, or less, than this. */
export const before = <T>(limit: T): { $lt: T } => mongoose.trusted({ $lt: limit });

/** Later, or more, than this. */
export const after = <T>(limit: T): { $gt: T } => mongoose.trusted({ $gt: limit });

/** This, or anything earlier or less. */
export const atMost = <T>(limit: T): { $lte: T } => mongoose.trusted({ $lte: limit });

/** This, or anything later or more. */
export const atLeast = <T>(limit: T): { $gte: T } => mongoose.trusted({ $gte: limit });

/** From `first`, and before `end`. */
export const between = <T>(first: T, end: T): { $gte: T; $lt: T } => mongoose.trusted({ $gte: first, $lt: end });

/** This, anything earlier or less, or no value at all. */
export const notAfter = <T>(limit: T): { $not: { $gt: T } } => mongoose.trusted({ $not: { $gt: limit } });

/** A field that the record has. */
export const present: { $exists: true } = mongoose.trusted({ $exists: true });

/** A field that the record does not have. */
export const absent: { $exists: false } = mongoose.trusted({ $exists: false });
