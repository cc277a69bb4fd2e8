/** For whom a teen session is, as its client said. */
export interface Teen {
  /** In years. */
  age: number;
  /** The guardian who agreed; present for a person under the age of consent. */
  guardian?: Guardian;
}

export interface Guardian {
  name: string;
  /** Their telephone number or e-mail address. */
  contact: string;
}

/** The answers of a teen session's form. */
export interface TeenAnswers {
  age: number;
  guardianName: string;
  guardianContact: string;
  guardianAgrees: boolean;
}

/** The ages of teens, in years (WHO: adolescents are 10 to 19). */
export const TEEN_AGES = { least: 10, most: 19 };
/** In characters as people see them. */
export const GUARDIAN_LENGTHS = { name: 80, contact: 200 };

/** The missing parts of a guardian's agreement for someone of this age, by field name; empty if none is needed. */
export function missingAgreement(answers: TeenAnswers, ageOfConsent: number): Record<string, string> {
  if (answers.age >= ageOfConsent) return {};
  return {
    ...(!answers.guardianName && { guardianName: "Please enter the name of a parent or guardian." }),
    ...(!answers.guardianContact && { guardianContact: "Please enter their telephone number or e-mail address." }),
    ...(!answers.guardianAgrees && { guardianAgrees: `Under ${ageOfConsent}, a parent or guardian has to agree.` }),
  };
}

/** The answers to store: a guardian only for someone under the age of consent. */
export function teenFrom({ age, guardianName, guardianContact }: TeenAnswers, ageOfConsent: number): Teen {
  return age >= ageOfConsent ? { age } : { age, guardian: { name: guardianName, contact: guardianContact } };
}
