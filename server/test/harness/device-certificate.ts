/** A maker's certificate for a device, by hand: what WebAuthn §8.2.1 asks of one, and nothing else. DER, X.509 v3. */
import { generateKeyPairSync, type KeyObject, sign } from "node:crypto";

export type DeviceCertificate = { der: Buffer; privateKey: KeyObject };

export function deviceCertificate(): DeviceCertificate {
  const { publicKey, privateKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  const name = sequence(
    ...Object.entries({
      "550406": "DE",
      "55040a": "Maker",
      "55040b": "Authenticator Attestation",
      "550403": "A",
    }).map(([oid, value]) => tag(0x31, sequence(tag(0x06, hex(oid)), tag(0x0c, Buffer.from(value))))),
  );
  const algorithm = sequence(tag(0x06, hex("2a8648ce3d040302"))); // ecdsa-with-SHA256
  const validity = sequence(...["200101000000Z", "491231235959Z"].map((at) => tag(0x17, Buffer.from(at))));
  const isNoAuthority = sequence(tag(0x06, hex("551d13")), tag(0x04, sequence()));
  const body = sequence(
    tag(0xa0, tag(0x02, hex("02"))),
    tag(0x02, hex("01")),
    algorithm,
    name,
    validity,
    name,
    publicKey.export({ type: "spki", format: "der" }),
    tag(0xa3, sequence(isNoAuthority)),
  );
  const signature = Buffer.concat([hex("00"), sign("sha256", body, privateKey)]);
  return { der: sequence(body, algorithm, tag(0x03, signature)), privateKey };
}

const hex = (digits: string) => Buffer.from(digits, "hex");
const sequence = (...parts: Buffer[]) => tag(0x30, Buffer.concat(parts));

function tag(kind: number, content: Buffer): Buffer {
  const { length } = content;
  const size = length < 128 ? [length] : length < 256 ? [0x81, length] : [0x82, length >> 8, length & 255];
  return Buffer.concat([Buffer.from([kind, ...size]), content]);
}
