import type { ErrorCode } from "../../protocol/codes.js";
import { Refused } from "../page/request.js";

/** The part of a file that the server has, from 0 to 1. */
export type OnProgress = (share: number) => void;

/** A file on its way. */
export interface Upload<T> {
  /** Rejects with Refused for an error answer, and with another error where the line broke or it was cancelled. */
  answer: Promise<T>;
  cancel(): void;
}

/** Sends one file of a form with its token in a header, which the server checks before it reads the file. */
export function upload<T>(path: string, file: File, token: string, onProgress: OnProgress): Upload<T> {
  const request = new XMLHttpRequest();
  const answer = new Promise<T>((resolve, reject) => {
    request.upload.addEventListener("progress", (event) => onProgress(event.loaded / Math.max(1, event.total)));
    request.addEventListener("load", () => {
      try {
        resolve(read<T>(request));
      } catch (error) {
        reject(error instanceof Error ? error : new Error("unreadable"));
      }
    });
    for (const name of ["error", "abort", "timeout"]) request.addEventListener(name, () => reject(new Error(name)));
  });
  request.open("POST", path);
  request.setRequestHeader("Accept", "application/json");
  request.setRequestHeader("CSRF-Token", token);
  const fields = new FormData();
  fields.append("file", file);
  request.send(fields);
  return { answer, cancel: () => request.abort() };
}

function read<T>(request: XMLHttpRequest): T {
  if (request.status === 200) return JSON.parse(request.responseText) as T;
  const error = JSON.parse(request.responseText) as { code: ErrorCode; message: string };
  throw new Refused(error.code, error.message);
}
