#!/usr/bin/env python3
# make.py - write the test vectors, from the description of the format alone
#
# Everything here follows doc/connvault-vault.7 and connvault-export.5 and shares no code with src/:
# BLAKE2b and base32 come from Python, XChaCha20-Poly1305 is written out below,
# Argon2id, X25519 and Ed25519 come from libsodium. All inputs are fixed, so the
# files come out the same each time. Neither building nor testing needs this.
#
#	python3 tests/vectors/make.py [folder]

import base64
import ctypes
import ctypes.util
import hashlib
import json
import os
import struct
import sys

sodium = ctypes.CDLL(ctypes.util.find_library("sodium"))
assert sodium.sodium_init() >= 0

MIB = 1024 * 1024
PURPOSES = ["identity", "meta", "secret", "audit", "head", "project"]


def some(label, size):
    """Fixed bytes that look random."""
    return hashlib.shake_256(b"connvault vector " + label.encode()).digest(size)


def u32(number):
    return struct.pack("<I", number)


def u64(number):
    return struct.pack("<Q", number)


def blake(message, key=b"", size=32):
    return hashlib.blake2b(message, key=key, digest_size=size).digest()


def derive(key, context, number):
    """crypto_kdf_derive_from_key"""
    return hashlib.blake2b(key=key, digest_size=32, salt=u64(number) + bytes(8),
                           person=context + bytes(8)).digest()


# -- XChaCha20-Poly1305 (RFC 8439, draft-irtf-cfrg-xchacha-03) ---------------

P = (1 << 130) - 5


def rounds(state):
    x = list(state)

    def quarter(a, b, c, d):
        for p, q, r, bits in (a, b, d, 16), (c, d, b, 12), (a, b, d, 8), (c, d, b, 7):
            x[p] = (x[p] + x[q]) & 0xffffffff
            x[r] ^= x[p]
            x[r] = (x[r] << bits | x[r] >> 32 - bits) & 0xffffffff

    for _ in range(10):
        for i in range(4):
            quarter(i, 4 + i, 8 + i, 12 + i)
        for i in range(4):
            quarter(i, 4 + (i + 1) % 4, 8 + (i + 2) % 4, 12 + (i + 3) % 4)
    return x


def initial(key, last16):
    return struct.unpack("<16I", b"expand 32-byte k" + key + last16)


def stream(key, nonce, size):
    """The one-time Poly1305 key (first 64 bytes), then the key stream."""
    x = rounds(initial(key, nonce[:16]))
    subkey = struct.pack("<8I", *(x[:4] + x[12:]))
    out = b""
    for counter in range((size + 63) // 64 + 1):
        state = initial(subkey, u32(counter) + bytes(4) + nonce[16:])
        out += struct.pack("<16I", *((a + b) & 0xffffffff
                                     for a, b in zip(state, rounds(state))))
    return out[:32], out[64:64 + size]


def xor(a, b):
    return bytes(p ^ q for p, q in zip(a, b))


def pad16(data):
    return data + bytes(-len(data) % 16)


def poly_key(one_time):
    r = int.from_bytes(one_time[:16], "little")
    return (r & 0x0ffffffc0ffffffc0ffffffc0fffffff,
            int.from_bytes(one_time[16:], "little"))


def poly_blocks(aad, cipher):
    data = pad16(aad) + pad16(cipher) + u64(len(aad)) + u64(len(cipher))
    return [int.from_bytes(data[i:i + 16] + b"\1", "little")
            for i in range(0, len(data), 16)]


def poly_sum(blocks, r):
    total = 0
    for block in blocks:
        total = (total + block) * r % P
    return total


def mac(one_time, aad, cipher):
    r, s = poly_key(one_time)
    total = poly_sum(poly_blocks(aad, cipher), r) + s
    return (total & (1 << 128) - 1).to_bytes(16, "little")


def encrypt(key, nonce, aad, plain):
    one_time, pad = stream(key, nonce, len(plain))
    cipher = xor(plain, pad)
    return cipher + mac(one_time, aad, cipher)


# -- blobs -------------------------------------------------------------------

def padded(plain):
    return plain + b"\x80" + bytes(63 - len(plain) % 64)


def head(v, commit_key=None):
    nonce = bytes.fromhex(v["nonce"])
    return (bytes([1, 1, v["purpose"], 0]) + u32(v["key_version"]) + nonce +
            blake(nonce, commit_key or bytes.fromhex(v["key"])))


def aad(v, bound_head):
    return (b"cvblob01" + bound_head[:8] + bytes.fromhex(v["vault"]) +
            bytes.fromhex(v["project"]) + bytes.fromhex(v["row"]) +
            u64(int(v["version"])) + bytes.fromhex(v["clear"]))


def seal(v, plain):
    """A blob of plaintext that is padded already."""
    h = head(v)
    return h + encrypt(bytes.fromhex(v["key"]), bytes.fromhex(v["nonce"]),
                       aad(v, h), plain)


def blob_inputs(name, purpose=2, **changed):
    v = {"name": name, "key": some("key", 32).hex(), "purpose": purpose,
         "key_version": 1, "vault": some("vault", 16).hex(),
         "project": some("project", 16).hex(), "row": some("row", 16).hex(),
         "version": "1", "clear": some("clear", 24).hex(),
         "nonce": some("nonce " + name, 24).hex()}
    v.update(changed)
    return v


def blob(name, plain, purpose=2, **changed):
    v = blob_inputs(name, purpose, **changed)
    v["plain"] = plain.hex()
    v["blob"] = seal(v, padded(plain)).hex()
    return v


def refused(base, name, error, data=None, **changed):
    v = {k: base[k] for k in base if k not in ("plain", "nonce")}
    v.update(name=name, error=error, **changed)
    if data is not None:
        v["blob"] = data.hex()
    return v


def flipped(hexed, at, bits=1):
    data = bytearray.fromhex(hexed)
    data[at] ^= bits
    return bytes(data)


def changed_inputs(base):
    """The right blob in the wrong place."""
    for part in "vault", "project", "row":
        yield refused(base, "another " + part, "damaged",
                      **{part: some("other " + part, 16).hex()})
    yield refused(base, "project and row exchanged", "damaged",
                  project=base["row"], row=base["project"])
    yield refused(base, "another version", "damaged", version="2")
    yield refused(base, "a changed clear column", "damaged",
                  clear=flipped(base["clear"], 23).hex())
    yield refused(base, "a clear column less", "damaged",
                  clear=base["clear"][:-2])
    yield refused(base, "asked for as a secret", "damaged", purpose=3)
    yield refused(base, "another key", "locked", key=some("other key", 32).hex())


def changed_bytes(base):
    """The wrong blob in the right place."""
    for name, at, error in (("format 0", 0, "damaged"), ("algorithm 0", 1, "damaged"),
                            ("purpose 3", 2, "damaged"), ("reserved byte 1", 3, "damaged"),
                            ("key version 0", 4, "damaged"), ("key version 257", 5, "damaged"),
                            ("a changed nonce", 8, "locked"),
                            ("a changed commitment", 32, "locked"),
                            ("a changed ciphertext", 64, "damaged"),
                            ("a changed tag", -1, "damaged")):
        yield refused(base, name, error, flipped(base["blob"], at))
    data = bytes.fromhex(base["blob"])
    yield refused(base, "empty", "damaged", b"")
    yield refused(base, "the head alone", "damaged", data[:64])
    yield refused(base, "head and tag alone", "damaged", data[:80])
    yield refused(base, "a byte cut off", "damaged", data[:-1])
    yield refused(base, "a byte added", "damaged", data + b"\0")
    yield refused(base, "64 bytes added", "damaged", data + bytes(64))


def bad_padding():
    for name, plain in (("no padding", bytes(64)), ("padding of text", b"x" * 64),
                        ("padding longer than a step", b"\x80" + bytes(127))):
        v = blob_inputs(name)
        v["blob"] = seal(v, plain).hex()
        yield refused(v, name, "damaged")


def two_keys():
    """One ciphertext and tag that XChaCha20-Poly1305 opens under two keys.

    The tag is a polynomial of the ciphertext's blocks, so one block solves for
    equal tags. Only the commitment keeps such a blob from meaning two things.
    """
    v = blob_inputs("one ciphertext for two keys")
    other = some("partition", 32)
    text = b"under the first key this is a text, sixteen bytes of it free   "
    plain = text + bytes(127 - len(text)) + b"\x80"
    for attempt in range(1 << 16):
        v["nonce"] = some("partition %d" % attempt, 24).hex()
        found = collide(v, other, plain)
        if found:
            break
    h = head(v)
    v["plain"] = xor(found[:-16], stream(bytes.fromhex(v["key"]), h[8:32], 128)[1])[:127].hex()
    v["other_key"] = other.hex()
    v["aad"] = aad(v, h).hex()
    v["blob"] = (h + found).hex()
    v["other_blob"] = (head(v, other) + found).hex()
    return v


def collide(v, other, plain):
    key, nonce = bytes.fromhex(v["key"]), bytes.fromhex(v["nonce"])
    one_a, pad_a = stream(key, nonce, 128)
    one_b, pad_b = stream(other, nonce, 128)
    if pad_a[127] != pad_b[127]:  # both must end in the padding's 0x80
        return None
    bound = aad(v, head(v))
    free = 3  # block of the ciphertext that is solved for
    cipher = bytearray(xor(plain, pad_a))
    cipher[16 * free:16 * free + 16] = bytes(16)
    blocks = poly_blocks(bound, bytes(cipher))
    at = (len(bound) + 15) // 16 + free
    blocks[at] = 0
    (ra, sa), (rb, sb) = poly_key(one_a), poly_key(one_b)
    power = len(blocks) - at
    factor = (pow(ra, power, P) - pow(rb, power, P)) % P
    for wrap in range(-4, 5):
        need = (poly_sum(blocks, rb) + sb - poly_sum(blocks, ra) - sa + (wrap << 128)) % P
        block = need * pow(factor, -1, P) % P
        if block >> 128 != 1:
            continue
        cipher[16 * free:16 * free + 16] = (block - (1 << 128)).to_bytes(16, "little")
        tag = mac(one_a, bound, bytes(cipher))
        if tag == mac(one_b, bound, bytes(cipher)):
            return bytes(cipher) + tag
    return None


def blobs():
    good = [blob(PURPOSES[i] + " blob", some(PURPOSES[i], 100 + i), i + 1)
            for i in range(6)]
    good += [blob("%d bytes" % n, some("plain", n)) for n in (0, 1, 63, 64, 127, 128, 300)]
    good += [blob("no clear columns", b"text", clear=""),
             blob("as many clear columns as may be", b"text", clear=some("long", 128).hex()),
             blob("largest numbers", b"text", key_version=0xffffffff, version=str(2**64 - 1)),
             blob("numbers of different bytes", b"text", key_version=0x01020304,
                  version=str(0x0102030405060708)),
             blob("zeros all over", bytes(40), key="00" * 32, vault="00" * 16,
                  project="00" * 16, row="00" * 16, version="0", nonce="00" * 24)]
    base = blob("a connection", b"name and piece of a connection")
    good.append(base)
    return {"opened": good,
            "refused": [*changed_inputs(base), *changed_bytes(base), *bad_padding()],
            "two_keys": two_keys()}


# -- keys --------------------------------------------------------------------

def pwhash(passphrase, salt, passes, memory):
    out = ctypes.create_string_buffer(32)
    r = sodium.crypto_pwhash(out, ctypes.c_ulonglong(32), passphrase,
                             ctypes.c_ulonglong(len(passphrase)), salt,
                             ctypes.c_ulonglong(passes), ctypes.c_size_t(memory), 2)
    assert r == 0
    return out.raw


def direct(label, salt, secret):
    return blake(salt + secret, label.encode())


def kdfs():
    salt = some("salt", 16)
    derived = [{"passphrase": p.encode().hex(), "passes": str(n), "memory": str(m * MIB),
                "salt": salt.hex(), "key": pwhash(p.encode(), salt, n, m * MIB).hex()}
               for p, n, m in (("correct horse battery staple", 1, 64),
                               ("correct horse battery staple", 2, 65),
                               ("Gr\u00fc\u00dfe, \u4e16\u754c", 1, 64), ("", 1, 64))]
    made = [{"label": label, "salt": salt.hex(), "secret": secret.hex(),
             "key": direct(label, salt, secret).hex()}
            for label, secret in (("connvault slot: key file", some("key file", 32)),
                                  ("connvault slot: recovery code", some("code", 32)))]
    bounds = [{"passes": str(p), "memory": str(m)}
              for p, m in ((0, 64 * MIB), (1, 0), (1, 1024), (1, 64 * MIB - 1),
                           (1, 4096 * MIB + 1), (1, 1 << 40), (65, 64 * MIB),
                           (2**64 - 1, 64 * MIB), (3, 2**64 - 1))]
    return {"derived": derived, "direct": made, "refused": bounds}


class Identity:
    def __init__(self, seed):
        self.seed = seed
        box_pk, box_sk = (ctypes.create_string_buffer(32) for _ in range(2))
        sign_pk, sign_sk = (ctypes.create_string_buffer(n) for n in (32, 64))
        sodium.crypto_box_seed_keypair(box_pk, box_sk, derive(seed, b"cvident1", 1))
        sodium.crypto_sign_seed_keypair(sign_pk, sign_sk, derive(seed, b"cvident1", 2))
        self.box_pk, self.box_sk = box_pk.raw, box_sk.raw
        self.sign_pk, self.sign_sk = sign_pk.raw, sign_sk.raw
        self.id = blake(self.box_pk + self.sign_pk)[:16]

    def sign(self, message):
        out = ctypes.create_string_buffer(64)
        sodium.crypto_sign_detached(out, None, message,
                                    ctypes.c_ulonglong(len(message)), self.sign_sk)
        return out.raw


def box_seal(to, message, ephemeral_seed):
    pk, sk = (ctypes.create_string_buffer(32) for _ in range(2))
    sodium.crypto_box_seed_keypair(pk, sk, ephemeral_seed)
    nonce = blake(pk.raw + to.box_pk, size=24)
    out = ctypes.create_string_buffer(len(message) + 16)
    assert sodium.crypto_box_easy(out, message, ctypes.c_ulonglong(len(message)),
                                  nonce, to.box_pk, sk) == 0
    return pk.raw + out.raw


def key_text(who):
    keys = who.box_pk + who.sign_pk
    check = blake(b"cvmember1" + keys)[:6]
    return "cvmember1" + base64.b32encode(keys + check).decode("ascii").lower()


PEOPLE = [Identity(some("seed %d" % i, 32)) for i in range(4)]


def identities():
    out = []
    for i, who in enumerate(PEOPLE):
        message = some("message", 20 * i)
        key = some("sealed key", 32)
        out.append({"seed": who.seed.hex(), "id": who.id.hex(), "box_pk": who.box_pk.hex(),
                    "sign_pk": who.sign_pk.hex(), "text": key_text(who),
                    "message": message.hex(),
                    "signature": who.sign(message).hex(), "key": key.hex(),
                    "sealed_key": box_seal(who, key, some("ephemeral %d" % i, 32)).hex()})
    return {"identities": out}


def keyrings():
    out = []
    for i in range(3):
        key, vault, project = (some("%s %d" % (w, i), n) for w, n in
                               (("project key", 32), ("vault", 16), ("project", 16)))
        epoch = (1, 2, 0xffffffff)[i]
        message = some("hashed", 40 * i)
        v = {"project_key": key.hex(), "vault": vault.hex(), "project": project.hex(),
             "epoch": epoch,
             "commitment": blake(b"cvcommit" + vault + project + u32(epoch), key).hex()}
        for number, name in enumerate(("secret", "meta", "index", "audit", "head"), 1):
            v[name] = derive(key, b"cvproj01", number).hex()
        v["message"] = message.hex()
        v["index_hash_16"] = blake(message, bytes.fromhex(v["index"]), 16).hex()
        v["index_hash_32"] = blake(message, bytes.fromhex(v["index"]), 32).hex()
        out.append(v)
    return {"keyrings": out}


# -- slots and recovery codes ---------------------------------------------------

KINDS = {"passphrase": 1, "key file": 2, "recovery code": 3}


def slot(kind, unlock, passes=0, memory=0):
    salt, vault, row = some("salt " + kind, 16), some("vault", 16), some("slot " + kind, 16)
    created, founder = 1795334400, PEOPLE[0].sign_pk
    if kind == "passphrase":
        key = pwhash(unlock, salt, passes, memory)
    else:
        key = direct("connvault slot: " + kind, salt, unlock)
    clear = bytes([KINDS[kind]]) + u64(passes) + u64(memory) + salt + u64(created)
    v = blob("slot " + kind, PEOPLE[1].seed + founder, 1, key=key.hex(), key_version=0,
             vault=vault.hex(), project="00" * 16, row=row.hex(), version="0",
             clear=clear.hex())
    v.update(name=kind, kind=KINDS[kind], unlock=unlock.hex(), passes=str(passes),
             memory=str(memory), salt=salt.hex(), created_at=created,
             seed=PEOPLE[1].seed.hex(), founder_pk=founder.hex())
    return v


def slots():
    word = slot("passphrase", b"correct horse battery staple", 1, 64 * MIB)
    key_file = slot("key file", some("key file", 32))
    code = slot("recovery code", some("code", 32))
    return {
        "opened": [word, key_file, code],
        "refused": [
            refused(word, "another passphrase", "locked", unlock=b"correct horse".hex()),
            refused(word, "more passes", "locked", passes="2"),
            refused(word, "too few bytes of memory", "damaged", memory="1024"),
            refused(word, "a TiB of memory", "damaged", memory=str(1 << 40)),
            refused(word, "no derivation", "damaged", passes="0", memory="0"),
            refused(key_file, "another key file", "locked", unlock=some("other", 32).hex()),
            refused(key_file, "half a key file", "locked", unlock=some("key file", 16).hex()),
            refused(key_file, "said to be a recovery code", "locked", kind=3),
            refused(key_file, "said to be a passphrase", "damaged", kind=1),
            refused(key_file, "of an unknown kind", "damaged", kind=4),
            refused(key_file, "derived after all", "damaged", passes="1", memory=str(64 * MIB)),
            refused(key_file, "another time", "damaged", created_at=1795334401),
            refused(key_file, "another vault", "damaged", vault=some("other vault", 16).hex()),
            refused(key_file, "another id", "damaged", row=some("other row", 16).hex()),
            refused(key_file, "another salt", "locked", salt=some("other salt", 16).hex()),
            refused(key_file, "a changed tag", "damaged", flipped(key_file["blob"], -1)),
            refused(code, "another code", "locked", unlock=some("other code", 32).hex()),
        ],
    }


ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"


def code_check(data):
    return blake(data, b"connvault recovery code")[0] >> 4


def code_text(data):
    text = base64.b32encode(data + bytes([code_check(data) << 4])).decode()[:52]
    return "-".join(text[i:i + 4] for i in range(0, 52, 4))


def code_is_good(text):
    data = base64.b32decode(text.replace("-", "") + "AAAA")
    return data[32] == code_check(data[:32]) << 4


def codes():
    opened, missed = [], {}
    for i in range(4):
        data = (bytes(32), b"\xff" * 32, some("code", 32), some("code 2", 32))[i]
        opened.append({"text": code_text(data), "bytes": data.hex()})
    text = code_text(some("code", 32))
    typed = text.lower().replace("-", " ").replace("o", "0").replace("l", "1").replace("b", "8")
    opened.append({"text": typed + "\n", "bytes": some("code", 32).hex()})
    slips = [text[:i] + c + text[i + 1:] for i in range(len(text)) if text[i] != "-"
             for c in ALPHABET if c != text[i]]
    missed = [s for s in slips if code_is_good(s)]
    wrong = [s for s in slips if not code_is_good(s)]
    return {"opened": opened,
            "refused": [*wrong[::100], text[:-1], text + "A", "", text.replace(text[7], "9"),
                        text[:20] + "\u00e4" + text[21:]],
            "slips": {"text": text, "made": len(slips), "missed": len(missed)}}


# -- manifests ---------------------------------------------------------------

READER, MEMBER, ADMINISTRATOR = 1, 2, 3


def row(seq, prev, epoch, members, signer, **changed):
    v = {"vault": some("vault", 16), "project": some("project", 16), "seq": seq,
         "prev": prev, "epoch": epoch, "commitment": some("commitment %d" % epoch, 32),
         "magic": b"cvmanif1", "count": len(members)}
    v.update(changed)
    data = (v["magic"] + v["vault"] + v["project"] + u64(v["seq"]) + v["prev"] +
            u32(v["epoch"]) + v["commitment"] + u32(v["count"]))
    for who, role in members:
        data += who.id + who.box_pk + who.sign_pk + bytes([role])
    return {"bytes": data.hex(), "signer_seed": signer.seed.hex(),
            "signature": signer.sign(data).hex(), "hash": blake(data).hex()}


def row_hash(r):
    return bytes.fromhex(r["hash"])


def good_chain():
    a, b, c, _ = PEOPLE
    rows = [row(0, bytes(32), 1, [(a, ADMINISTRATOR)], a)]
    rows.append(row(1, row_hash(rows[0]), 1, [(a, ADMINISTRATOR), (b, ADMINISTRATOR)], a))
    rows.append(row(2, row_hash(rows[1]), 1,
                    [(a, ADMINISTRATOR), (b, ADMINISTRATOR), (c, READER)], b))
    rows.append(row(3, row_hash(rows[2]), 2, [(b, ADMINISTRATOR), (c, MEMBER)], a))
    return rows


def bad_chains(good):
    a, b, c, d = PEOPLE
    last = row_hash(good[2])
    members = [(b, ADMINISTRATOR), (c, MEMBER)]

    def fourth(name, members=members, signer=a, seq=3, prev=last, epoch=2, **changed):
        return name, 3, good[:3] + [row(seq, prev, epoch, members, signer, **changed)]

    class Mixed:
        id, box_pk, sign_pk = c.id, c.box_pk, d.sign_pk

    return [
        ("no row", None, []),
        ("two rows exchanged", 1, [good[0], good[2], good[1], good[3]]),
        ("the first row missing", 0, good[1:]),
        ("a row cut out", 2, good[:2] + good[3:]),
        ("a row twice", 2, good[:2] + [good[1]] + good[2:]),
        ("a member's role changed", 3,
         good[:3] + [dict(good[3], bytes=flipped(good[3]["bytes"], -1, 1).hex())]),
        ("a changed signature", 3,
         good[:3] + [dict(good[3], signature=flipped(good[3]["signature"], 9).hex())]),
        ("begun by somebody else", 0, [row(0, bytes(32), 1, [(d, ADMINISTRATOR)], d)]),
        ("begun after something", 0, [row(0, last, 1, [(a, ADMINISTRATOR)], a)]),
        ("begun with epoch 0", 0, [row(0, bytes(32), 0, [(a, ADMINISTRATOR)], a)]),
        fourth("signed by a reader", signer=c),
        fourth("signed by a stranger", signer=d),
        fourth("signed by a stranger who adds himself", [*members, (d, ADMINISTRATOR)], d),
        fourth("another vault", vault=some("other vault", 16)),
        fourth("another project", project=some("other project", 16)),
        fourth("another magic", magic=b"cvmanif2"),
        fourth("a number left out", seq=4),
        fourth("another row before", prev=row_hash(good[1])),
        fourth("another key in one epoch", epoch=1, commitment=some("planted", 32)),
        fourth("epoch 0", epoch=0),
        fourth("nobody", []),
        fourth("a member more than said", count=1),
        fourth("a member less than said", count=3),
        fourth("role 0", [(b, ADMINISTRATOR), (c, 0)]),
        fourth("role 4", [(b, ADMINISTRATOR), (c, 4)]),
        fourth("a member twice", [(b, ADMINISTRATOR), (b, MEMBER)]),
        fourth("an id of other keys", [(b, ADMINISTRATOR), (Mixed, MEMBER)]),
    ]


def manifests():
    good = good_chain()
    return {"vault": some("vault", 16).hex(), "project": some("project", 16).hex(),
            "founder_pk": PEOPLE[0].sign_pk.hex(), "opened": good,
            "refused": [{"name": name, "row": number,
                         "rows": [{k: r[k] for k in ("bytes", "signature")} for r in rows]}
                        for name, number, rows in bad_chains(good)]}


# -- sealed exports (connvault-export.5) ----------------------------------------

TAG_MESSAGE, TAG_FINAL = 0, 3


def secretstream(key, header, chunks, ad, tags):
    """crypto_secretstream_xchacha20poly1305: a pulling state begins as a
    pushing one does, with the header that is given."""
    state = ctypes.create_string_buffer(64)
    assert sodium.crypto_secretstream_xchacha20poly1305_statebytes() <= 64
    assert sodium.crypto_secretstream_xchacha20poly1305_init_pull(state, header, key) == 0
    made = b""
    for chunk, tag in zip(chunks, tags):
        out = ctypes.create_string_buffer(len(chunk) + 17)
        assert sodium.crypto_secretstream_xchacha20poly1305_push(
            state, out, None, chunk, ctypes.c_ulonglong(len(chunk)), ad,
            ctypes.c_ulonglong(len(ad)), ctypes.c_ubyte(tag)) == 0
        made += out.raw
    return made


def box(passphrase, plain, passes=1, memory=64 * MIB, **changed):
    v = {"magic": b"cvexport", "kind": bytes([1, 1, 0, 0]), "tags": [TAG_FINAL],
         "chunks": [plain], "after": b""}
    v.update(changed)
    salt, header = some("box salt", 16), some("box header", 24)
    key = pwhash(passphrase, salt, passes, memory)
    head = v["magic"] + v["kind"] + u64(passes) + u64(memory) + salt + header
    head += v.get("commitment", blake(head, key))
    sealed = head + secretstream(key, header, v["chunks"], head, v["tags"]) + v["after"]
    return {"passphrase": passphrase.hex(), "plain": plain.hex(), "sealed": sealed.hex()}


def boxes():
    phrase, text = b"several words that nobody guesses", b'{"connvault_export": 1}'
    good = box(phrase, text)

    def bad(name, error, sealed, **changed):
        return dict(good, name=name, error=error, sealed=sealed.hex(), **changed)

    data = bytes.fromhex(good["sealed"])
    made = lambda **changed: bytes.fromhex(box(phrase, text, **changed)["sealed"])
    return {
        "opened": [good, box(phrase, b""), box("Gr\u00fc\u00dfe".encode(), some("text", 1000), 2)],
        "refused": [
            bad("another passphrase", "locked", data, passphrase=b"another".hex()),
            bad("a flipped salt", "locked", flipped(good["sealed"], 30)),
            bad("a flipped commitment", "locked", flipped(good["sealed"], 70)),
            bad("a flipped tag", "damaged", flipped(good["sealed"], -1)),
            bad("a byte less", "damaged", data[:-1]),
            bad("a byte more", "damaged", data + b"\0"),
            bad("the head alone", "damaged", data[:100]),
            bad("no final tag", "damaged", made(tags=[TAG_MESSAGE])),
            bad("a tag that is not used", "damaged", made(tags=[1])),
            bad("two small chunks", "damaged",
                made(chunks=[text, text], tags=[TAG_MESSAGE, TAG_FINAL])),
            bad("a chunk behind the final one", "damaged",
                made(chunks=[text, text], tags=[TAG_FINAL, TAG_FINAL])),
            bad("too little memory", "damaged", data[:20] + u64(1024) + data[28:]),
            bad("a TiB of memory", "damaged", data[:20] + u64(1 << 40) + data[28:]),
            bad("no passes", "damaged", data[:12] + u64(0) + data[20:]),
            bad("65 passes", "damaged", data[:12] + u64(65) + data[20:]),
            bad("a reserved byte", "damaged", data[:10] + b"\1" + data[11:]),
        ],
    }


def box_to(maker, to, plain, **changed):
    """Sealed to members; what is changed is bound and signed as it is."""
    v = {"count": len(to), "key": some("file key", 32), "keys": {}, "signs": maker,
         "tags": [TAG_MESSAGE, TAG_FINAL], "chunks": [plain], "signed": None}
    v.update(changed)
    header = some("box header", 24)
    head = b"cvexport" + bytes([1, 2]) + struct.pack("<H", v["count"])
    for i, who in enumerate(to):
        head += box_seal(who, v["keys"].get(i, v["key"]), some("seal %d" % i, 32))
    head += header
    head += blake(head, v["key"])
    keys = maker.box_pk + maker.sign_pk
    signed = v["signed"] or b"cvexmade" + blake(head + keys + plain)
    first = keys + v["signs"].sign(signed)
    return head + secretstream(v["key"], header, [first, *v["chunks"]], head, v["tags"])


def boxes_to():
    ana, ben, cyd, dan = PEOPLE
    text = b'{"connvault_export": 1}'
    data = box_to(ana, [ben, cyd], text)
    seals = [data[12 + 80 * i:92 + 80 * i] for i in range(2)]
    rest = data[172:]

    def good(who, maker, to, plain):
        return {"seed": who.seed.hex(), "maker": maker.id.hex(), "plain": plain.hex(),
                "sealed": box_to(maker, to, plain).hex()}

    def bad(name, error, sealed, who=ben):
        return {"name": name, "error": error, "seed": who.seed.hex(), "sealed": sealed.hex()}

    other = box_to(ana, [ben], text)
    other_signed = b"cvexmade" + blake(other[:148] + ana.box_pk + ana.sign_pk + text)
    return {
        "opened": [good(ben, ana, [ben], text), good(cyd, ana, [ben, cyd], b""),
                   good(ana, ana, [dan, cyd, ben, ana], some("text", 1000))],
        "refused": [
            bad("for others", "locked", data, dan),
            bad("to who made it, but for others", "locked", data, ana),
            bad("a flipped seal", "locked", flipped(data.hex(), 100), cyd),
            bad("a flipped seal of another", "damaged", flipped(data.hex(), 100)),
            bad("seals swapped", "damaged", data[:12] + seals[1] + seals[0] + rest),
            bad("a seal left out", "damaged", data[:10] + bytes([1, 0]) + seals[0] + rest),
            bad("a seal added", "damaged",
                data[:10] + bytes([3, 0]) + b"".join(seals) + seals[1] + rest),
            bad("no seal", "damaged", data[:10] + bytes([0, 0]) + rest),
            bad("65 seals", "damaged",
                data[:10] + bytes([65, 0]) + b"".join(65 * [seals[0]]) + rest),
            bad("256 seals more", "damaged", data[:11] + bytes([1]) + data[12:]),
            bad("another key for each", "damaged",
                box_to(ana, [ben, cyd], text, keys={0: some("another key", 32)})),
            bad("a flipped commitment", "damaged", flipped(data.hex(), 200)),
            bad("a flipped tag", "damaged", flipped(data.hex(), -1)),
            bad("a byte less", "damaged", data[:-1]),
            bad("a byte more", "damaged", data + b"\0"),
            bad("the head alone", "damaged", data[:228]),
            bad("the maker alone", "damaged", data[:373]),
            bad("nothing but a maker", "damaged",
                box_to(ana, [ben], b"", chunks=[], tags=[TAG_FINAL])),
            bad("an end behind the maker", "damaged",
                box_to(ana, [ben], text, tags=[TAG_FINAL, TAG_FINAL])),
            bad("no final tag", "damaged",
                box_to(ana, [ben], text, tags=[TAG_MESSAGE, TAG_MESSAGE])),
            bad("signed by another", "damaged", box_to(ana, [ben], text, signs=ben)),
            bad("passed on with its signature", "damaged",
                box_to(ana, [cyd], text, signed=other_signed), cyd),
            bad("another text than was signed", "damaged",
                box_to(ana, [ben], text, chunks=[text.upper()])),
        ],
    }


def main():
    folder = sys.argv[1] if len(sys.argv) > 1 else os.path.dirname(os.path.abspath(__file__))
    for name, made in (("blob", blobs()), ("box", dict(boxes(), to=boxes_to())), ("kdf", kdfs()),
                       ("identity", identities()),
                       ("keyring", keyrings()), ("slot", slots()), ("recovery", codes()),
                       ("manifest", manifests())):
        with open(os.path.join(folder, name + ".json"), "w", encoding="ascii") as out:
            json.dump(made, out, indent=1)
            out.write("\n")


main()
