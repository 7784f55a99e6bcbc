"""Loads our tokenizer files with Hugging Face's libraries and compares ids.

    python tests/peers/check_tokenizer.py FOLDER     # with tokenizer.json and tokenizer_config.json
"""

import random
import sys

from tokenizers import Tokenizer
from transformers import AutoTokenizer

SPECIAL = {"<pad>": 256, "<eos>": 257, "<mask>": 258, "<bos>": 259}


def main(folder):
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


main(sys.argv[1])
