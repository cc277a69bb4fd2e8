import { expect } from "chai";
import { cardForm } from "../../src/booking/booking-forms.js";

const CARD = { cardNumber: "4242424242424242", cardExpiry: "04/29", cardSecurityCode: "123" };
const READ = { number: "4242424242424242", expiryMonth: 4, expiryYear: 2029, securityCode: "123" };

describe("A card as typed", () => {
  const accepted: [keyof typeof CARD, string[]][] = [
    [
      "cardExpiry",
      ["04/29", "4/29", "0429", "042029", "04 29", "04-29", "04.29", " 04 / 2029 ", "04–29", "０４／２９", "٠٤/٢٩"],
    ],
    [
      "cardNumber",
      [
        "4242 4242 4242 4242",
        "4242-4242-4242-4242",
        "４２４２　４２４２　４２４２　４２４２",
        "\u202a4242424242424242\u202c",
      ],
    ],
    ["cardSecurityCode", ["123", " 1 2 3 ", "１２３", "१२३"]],
  ];
  for (const [field, texts] of accepted) {
    for (const text of texts) {
      it(`has its ${field} read from ${JSON.stringify(text)}`, () => {
        expect(cardForm.parse({ ...CARD, [field]: text })).to.deep.equal(READ);
      });
    }
  }

  it("is read with months of two digits", () => {
    for (const text of ["12/29", "1229", "12 2029", "122029", "12.29"]) {
      expect(cardForm.parse({ ...CARD, cardExpiry: text }), text).to.include({ expiryMonth: 12, expiryYear: 2029 });
    }
  });

  const refused: [keyof typeof CARD, string[]][] = [
    ["cardExpiry", ["", "13/29", "00/29", "04", "04/1929", "04/29/30", "April 29", "2029"]],
    ["cardNumber", ["", "4242 4242 4242 4241", "4242x424242424242"]],
    ["cardSecurityCode", ["", "12", "12345", "abc"]],
  ];
  for (const [field, texts] of refused) {
    it(`is refused for a ${field} that cannot be one`, () => {
      for (const text of texts) {
        const read = cardForm.safeParse({ ...CARD, [field]: text });
        expect(
          read.error?.issues.map(({ path }) => path.join()),
          text,
        ).to.deep.equal([field]);
      }
    });
  }

  it("is asked for, not called mistaken, where nothing was entered", () => {
    const read = cardForm.safeParse({ ...CARD, cardNumber: "", cardExpiry: " " });
    expect(read.error?.issues.map(({ message }) => message)).to.deep.equal([
      "Please enter the card number.",
      "Please enter the expiry date.",
    ]);
  });
});
