"""HPKE against the vectors published with RFC 9180, and the two implementations in use.

Appendix A of the RFC prints this KEM and KDF with AES-128-GCM (A.1); the suite of sealed
bids, with AES-256-GCM, is in the JSON file of vectors published with it (mode 0, KEM 0x0020,
KDF 0x0001, AEAD 0x0002). All steps are followed, down to the ciphertext.
"""

import pytest
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, Suite
from hypothesis import given, settings
from hypothesis import strategies as some

from accounts.exact import SealError
from procurement import hpke

INFO = bytes.fromhex("4f6465206f6e2061204772656369616e2055726e")
PLAINTEXT = bytes.fromhex("4265617574792069732074727574682c20747275746820626561757479")
AAD = bytes.fromhex("436f756e742d30")
AES_256 = {
    "ikm_e": "2cd7c601cefb3d42a62b04b7a9041494c06c7843818e0ce28a8f704ae7ab20f9",
    "sk_e": "179d4b53b6365c45b600c4163b61d95cbc2f4d9e36f1695558dce265ab8bab11",
    "enc": "6c93e09869df3402d7bf231bf540fadd35cd56be14f97178f0954db94b7fc256",
    "ikm_r": "dac33b0e9db1b59dbbea58d59a14e7b5896e9bdf98fad6891e99d1686492b9ee",
    "sk_r": "497b4502664cfea5d5af0b39934dac72242a74f8480451e1aee7d6a53320333d",
    "pk_r": "430f4b9859665145a6b1ba274024487bd66f03a2dd577d7753c68d7d7d00c00c",
    "shared_secret": "3101c54c3a4f87439eaac080699ed9bbcc726ffe44e860c0424ccb7e3e2ead7b",
    "key": "f50b0609186798729ed0564b36ef2ef8044f1f9d05636874d1f46c819c7a669f",
    "base_nonce": "151d9929e2449747889bc923",
    "ct": "e5d84cd531cfb583096e7cfa9641bd3079cf3a91cda813c52deb5f512be9931980a41de125a925cd"
    "ad859d5b7a",
}
# Appendix A.1.1: what does not depend on the AEAD.
AES_128 = {
    "ikm_r": "6db9df30aa07dd42ee5e8181afdb977e538f5e1fec8a06223f33f7013e525037",
    "sk_r": "4612c550263fc8ad58375df3f557aac531d26850903e55a9f23f21d8534e8ac8",
    "pk_r": "3948cfe0ad1ddb695d780e59077195da6c56506b027329794ab02bca80815c4d",
    "sk_e": "52c4a758a802cd8b936eceea314432798d5baf2d7e9235dc084ab1b9cfa2f736",
    "enc": "37fda3567bdbd628e88668c3c8d7e97d1d1253b6d4ea6d44c150f741f1bf4431",
    "shared_secret": "fe0e18c9f024ce43799ae393c7e8fe8fce9d218875e8227b0187c04e7d2ea1fc",
}


def binary(vector, name):
    return bytes.fromhex(vector[name])


def test_sealing_gives_the_published_ciphertext():
    sealed = hpke.seal(PLAINTEXT, binary(AES_256, "pk_r"), INFO, binary(AES_256, "ikm_e"), AAD)
    assert sealed.hex() == AES_256["enc"] + AES_256["ct"]


def test_every_step_gives_the_published_value():
    assert hpke.derive_key_pair(binary(AES_256, "ikm_e")) == (
        binary(AES_256, "sk_e"),
        binary(AES_256, "enc"),
    )
    shared = binary(AES_256, "shared_secret")
    assert hpke._key_schedule(shared, INFO) == (
        binary(AES_256, "key"),
        binary(AES_256, "base_nonce"),
    )


@pytest.mark.parametrize("vector", [AES_128, AES_256], ids=["A.1", "with AES-256-GCM"])
def test_the_published_keys_and_shared_secrets(vector):
    assert hpke.derive_key_pair(binary(vector, "ikm_r")) == (
        binary(vector, "sk_r"),
        binary(vector, "pk_r"),
    )
    enc = X25519PublicKey.from_public_bytes(binary(vector, "enc"))
    exchanged = X25519PrivateKey.from_private_bytes(binary(vector, "sk_r")).exchange(enc)
    context = binary(vector, "enc") + binary(vector, "pk_r")
    assert hpke._shared_secret(exchanged, context) == binary(vector, "shared_secret")


@settings(max_examples=25, deadline=None)
@given(some.binary(max_size=100), some.binary(max_size=100), some.binary(min_size=32, max_size=32))
def test_the_cryptography_package_opens_what_we_seal_and_we_what_it_seals(text, info, ikm):
    private, public = hpke.derive_key_pair(ikm)
    suite = Suite(KEM.X25519, KDF.HKDF_SHA256, AEAD.AES_256_GCM)
    sealed = hpke.seal(text, public, info, ikm[::-1] + b"other")
    assert suite.decrypt(sealed, X25519PrivateKey.from_private_bytes(private), info=info) == text
    theirs = suite.encrypt(text, X25519PublicKey.from_public_bytes(public), info=info)
    assert hpke.open_sealed(theirs, private, info) == text


@pytest.mark.parametrize(
    "key",
    [
        bytes(32),
        (1).to_bytes(32, "little"),
        (2**255 - 20).to_bytes(32, "little"),  # minus one
        (2**255 - 19).to_bytes(32, "little"),  # zero again
        (2**255 - 18).to_bytes(32, "little"),  # one again
        bytes.fromhex("e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800"),
        bytes.fromhex("5f9c95bca3508c24b1d0b1559c83ef5b04445cc4581c8e86d8224eddd09f1157"),
        bytes(31) + b"\x80",
        b"\xff" * 32,
        b"\x09" * 31,
    ],
)
def test_keys_that_nobody_or_everybody_could_open_with_are_refused(key):
    with pytest.raises(SealError):
        hpke.check_public(key)


def test_a_good_key_with_the_spare_bit_set_is_a_second_spelling_and_refused():
    _private, public = hpke.derive_key_pair(b"x" * 32)
    hpke.check_public(public)
    with pytest.raises(SealError):
        hpke.check_public(public[:31] + bytes([public[31] | 0x80]))
