"""Loads our tokenizer files with Hugging Face's libraries and compares ids.

    python tests/peers/check_tokenizer.py BYTES [CHARS]

Both are folders with tokenizer.json and tokenizer_config.json: of the vocabulary of bytes, and of
the vocabulary of the characters in ALPHABET below (a run folder of `train --alphabet`).
"""

import random
import sys

from tokenizers import Tokenizer
from transformers import AutoTokenizer

ALPHABET = "+0 192345678=#"  # of the second folder
SPECIAL = {"<pad>": 256, "<eos>": 257, "<mask>": 258, "<bos>": 259}


def check_alphabet(folder):
    plain = Tokenizer.from_file(f"{folder}/tokenizer.json")
    auto = AutoTokenizer.from_pretrained(folder)
    size = len(ALPHABET)
    assert plain.get_vocab_size() == len(auto) == size + len(SPECIAL)
    assert [auto.pad_token_id, auto.eos_token_id] == [size, size + 1]
    rng = random.Random(1)
    for _ in range(500):
        text = "".join(rng.choice(ALPHABET) for _ in range(40))
        expected = [ALPHABET.index(c) for c in text]
        for ids in (plain.encode(text).ids, auto(text)["input_ids"]):
            assert ids == expected, (text, ids)
        assert plain.decode(expected) == text and auto.decode(expected) == text
    print("500 texts: ids equal, one token per character")


def check_bytes(folder):
    plain = Tokenizer.from_file(f"{folder}/tokenizer.json")
    auto = AutoTokenizer.from_pretrained(folder)
    assert plain.get_vocab_size() == len(auto) == 260
    for spelling, token in SPECIAL.items():
        assert plain.token_to_id(spelling) == token
    assert auto.pad_token_id == 256 and auto.eos_token_id == 257
    assert auto.mask_token_id == 258 and auto.bos_token_id == 259

    rng = random.Random(1)
    texts = ["12+34=", "137/5=", "(3+4)*5=", "-3*x+5=20,x=", " 12 ?\n34=", "é²\t∑\U0001d54f", "12  34"]
    texts += ["".join(chr(rng.randrange(1, 0x2FF)) for _ in range(40)) for _ in range(500)]
    for text in texts:
        expected = list(text.encode())
        for ids in (plain.encode(text).ids, auto(text)["input_ids"]):
            assert ids == expected, (text, ids)
        assert plain.decode(expected) == text and auto.decode(expected) == text
    assert auto.decode([52, 54, 257], skip_special_tokens=True) == "46"
    assert auto("12+34=<eos>")["input_ids"] == list(b"12+34=") + [257]
    print(f"{len(texts)} texts: ids equal, one token per byte")


check_bytes(sys.argv[1])
if len(sys.argv) > 2:
    check_alphabet(sys.argv[2])
