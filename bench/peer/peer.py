"""The workloads of Portal.Bench.Models in plain PyTorch, as a script over the reference implementation runs them: peer.py WORKLOAD FOLDER RUNS.

Prints one JSON line with the CPU seconds of every run and the results.
"""
import json
import math
import mmap
import os
import struct
import sys
import time

import torch
import torch.nn.functional as F

DTYPES = {"F32": torch.float32}


class SafeTensors:
    """A safetensors file, mapped; tensors are views of the mapping until they are copied."""

    def __init__(self, path):
        file = open(path, "rb")
        self.map = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_COPY)
        length = struct.unpack("<Q", self.map[:8])[0]
        self.header, self.start = json.loads(self.map[8:8 + length]), 8 + length

    def read(self, key):
        entry = self.header[key]
        count = math.prod(entry["shape"])
        offset = self.start + entry["data_offsets"][0]
        return torch.frombuffer(self.map, dtype=DTYPES[entry["dtype"]], count=count, offset=offset).view(entry["shape"]).clone()


def load(folder):
    file = SafeTensors(os.path.join(folder, "model.safetensors"))
    weights = {key: file.read(key) for key in file.header if key != "__metadata__"}
    with open(os.path.join(folder, "config.json")) as config:
        return weights, json.load(config)


def heads(x, count):
    return x.view(x.shape[0], x.shape[1], count, -1).transpose(1, 2)


def merge(x):
    return x.transpose(1, 2).reshape(x.shape[0], x.shape[2], -1)


def encoder(folder, inputs):
    w, c = load(os.path.join(folder, "encoder"))
    parameters = [p.requires_grad_() for key, p in w.items() if not key.startswith("lm_head")]
    longest = max(map(len, inputs["encoder"]))
    ids = torch.tensor([row + [1] * (longest - len(row)) for row in inputs["encoder"]])
    labels = torch.arange(len(ids)) % 3
    size, count, eps = c["hidden_size"], c["num_attention_heads"], c["layer_norm_eps"]

    def norm(x, key):
        return F.layer_norm(x, (size,), w[key + ".weight"], w[key + ".bias"], eps)

    def linear(x, key):
        return F.linear(x, w[key + ".weight"], w[key + ".bias"])

    def run():
        tokens = ids.ne(1).long()
        positions = tokens.cumsum(1) * tokens + 1
        hidden_from = (1.0 - tokens[:, None, None, :].float()) * torch.finfo(torch.float32).min
        e = "roberta.embeddings."
        x = F.embedding(ids, w[e + "word_embeddings.weight"], padding_idx=1) + F.embedding(torch.zeros_like(ids), w[e + "token_type_embeddings.weight"]) \
            + F.embedding(positions, w[e + "position_embeddings.weight"], padding_idx=1)
        x = norm(x, e + "LayerNorm")
        for layer in range(c["num_hidden_layers"]):
            at = f"roberta.encoder.layer.{layer}."
            q, k, v = (heads(linear(x, at + "attention.self." + name), count) for name in ("query", "key", "value"))
            scores = q @ k.transpose(-1, -2) / math.sqrt(size // count) + hidden_from
            x = norm(x + linear(merge(scores.softmax(-1) @ v), at + "attention.output.dense"), at + "attention.output.LayerNorm")
            x = norm(x + linear(F.gelu(linear(x, at + "intermediate.dense")), at + "output.dense"), at + "output.LayerNorm")
        loss = F.cross_entropy(linear(torch.tanh(linear(x[:, 0], "classifier.dense")), "classifier.out_proj"), labels)
        gradients = torch.autograd.grad(loss, parameters, allow_unused=True)
        return [loss.item()] + [g.norm().item() for g in gradients[:4]]

    return run


def rms(x, weight):
    return weight * (x * torch.rsqrt(x.pow(2).mean(-1, keepdim=True) + 1e-6))


@torch.no_grad()
def buckets(queries, keys, bidirectional, count=32, furthest=128):
    distance = torch.arange(keys)[None, :] - torch.arange(queries)[:, None]
    offset = 0
    if bidirectional:
        count //= 2
        offset = (distance > 0).long() * count
        distance = distance.abs()
    else:
        distance = -torch.min(distance, torch.zeros_like(distance))
    exact = count // 2
    far = exact + (torch.log(distance.float() / exact) / math.log(furthest / exact) * (count - exact)).long()
    return offset + torch.where(distance < exact, distance, torch.min(far, torch.full_like(far, count - 1)))


def scoring(folder, inputs):
    w, c = load(os.path.join(folder, "scoring"))
    count = c["num_heads"]

    def attend(x, source, at, bias):
        q = heads(F.linear(x, w[at + "q.weight"]), count)
        k, v = (heads(F.linear(source, w[at + name + ".weight"]), count) for name in "kv")
        return F.linear(merge((q @ k.transpose(-1, -2) + bias).softmax(-1) @ v), w[at + "o.weight"])

    def feed(x, at):
        y = rms(x, w[at + "layer_norm.weight"])
        d = at + "DenseReluDense."
        y = F.gelu(F.linear(y, w[d + "wi_0.weight"]), approximate="tanh") * F.linear(y, w[d + "wi_1.weight"])
        return x + F.linear(y, w[d + "wo.weight"])

    def bias(side, length):
        table = w[f"{side}.block.0.layer.0.SelfAttention.relative_attention_bias.weight"]
        bias = F.embedding(buckets(length, length, side == "encoder"), table).permute(2, 0, 1)[None]
        return bias if side == "encoder" else bias + torch.full((length, length), torch.finfo(torch.float32).min).triu(1)

    def score(source, target):
        """Log-probability of one target: the encoder and the decoder run for it alone."""
        x, own = F.embedding(torch.tensor([source]), w["shared.weight"]), bias("encoder", len(source))
        for layer in range(c["num_layers"]):
            at = f"encoder.block.{layer}.layer."
            y = rms(x, w[at + "0.layer_norm.weight"])
            x = feed(x + attend(y, y, at + "0.SelfAttention.", own), at + "1.")
        encoded = rms(x, w["encoder.final_layer_norm.weight"])
        x, own = F.embedding(torch.tensor([[0] + target[:-1]]), w["shared.weight"]), bias("decoder", len(target))
        for layer in range(c["num_decoder_layers"]):
            at = f"decoder.block.{layer}.layer."
            y = rms(x, w[at + "0.layer_norm.weight"])
            x = x + attend(y, y, at + "0.SelfAttention.", own)
            x = x + attend(rms(x, w[at + "1.layer_norm.weight"]), encoded, at + "1.EncDecAttention.", 0)
            x = feed(x, at + "2.")
        logits = F.linear(rms(x, w["decoder.final_layer_norm.weight"]), w["lm_head.weight"])
        return logits.log_softmax(-1)[0].gather(-1, torch.tensor(target)[:, None]).sum().item()

    @torch.no_grad()
    def run():
        return [score(probe["source"], target) for probe in inputs["probes"] for target in probe["targets"]]

    return run


def generation(folder, inputs):
    w, c = load(os.path.join(folder, "generation"))
    count, width = c["num_attention_heads"], c["hidden_size"] // c["num_attention_heads"]
    frequencies = 1.0 / (10000 ** (torch.arange(0, width, 2).float() / width))

    def turn(x, cos, sin):
        half = x.shape[-1] // 2
        return x * cos + torch.cat([-x[..., half:], x[..., :half]], -1) * sin

    def forward(ids, cache):
        first = cache[0][0].shape[2] if cache else 0
        angles = (torch.arange(first, first + ids.shape[1]).float()[:, None] * frequencies).repeat(1, 2)
        cos, sin = angles.cos(), angles.sin()
        x, kept = F.embedding(ids, w["model.embed_tokens.weight"]), []
        hidden_from = torch.full((ids.shape[1], first + ids.shape[1]), torch.finfo(torch.float32).min).triu(first + 1)
        for layer in range(c["num_hidden_layers"]):
            at = f"model.layers.{layer}."
            y = rms(x, w[at + "input_layernorm.weight"])
            q, k, v = (heads(F.linear(y, w[f"{at}self_attn.{name}_proj.weight"]), count) for name in "qkv")
            q, k = turn(q, cos, sin), turn(k, cos, sin)
            if cache:
                k, v = torch.cat([cache[layer][0], k], 2), torch.cat([cache[layer][1], v], 2)
            kept.append((k, v))
            context = (q @ k.transpose(-1, -2) / math.sqrt(width) + hidden_from).softmax(-1) @ v
            x = x + F.linear(merge(context), w[at + "self_attn.o_proj.weight"])
            y = rms(x, w[at + "post_attention_layernorm.weight"])
            x = x + F.linear(F.silu(F.linear(y, w[at + "mlp.gate_proj.weight"])) * F.linear(y, w[at + "mlp.up_proj.weight"]), w[at + "mlp.down_proj.weight"])
        # The reference computes the logits of every position.
        return F.linear(rms(x, w["model.norm.weight"]), w["lm_head.weight"]), kept

    def sample(prompt):
        ids, cache, total = torch.tensor([prompt]), None, 0.0
        for _ in range(8):
            logits, cache = forward(ids, cache)
            probabilities = logits[:, -1].softmax(-1)
            ids = torch.multinomial(probabilities, 1)
            total += probabilities.gather(-1, ids).log().item()
        return total

    @torch.no_grad()
    def run():
        return [sum(sample(prompt) for _ in range(10)) for prompt in inputs["prompts"]]

    return run


def opening(folder, _):
    def run():
        return [SafeTensors(os.path.join(folder, "scoring", "model.safetensors")).read("encoder.final_layer_norm.weight").sum().item()]

    return run


def main():
    name, folder, runs = sys.argv[1], sys.argv[2], int(sys.argv[3])
    torch.manual_seed(1)
    torch.set_num_threads(int(os.environ.get("OMP_NUM_THREADS", "1")))
    with open(os.path.join(folder, "inputs.json")) as file:
        run = globals()[name](folder, json.load(file))
    result = run() if name in ("encoder", "opening") else None
    cpu, wall = [], []
    for _ in range(runs):
        start, clock = time.process_time(), time.perf_counter()
        result = run()
        cpu.append(time.process_time() - start)
        wall.append(time.perf_counter() - clock)
    print(json.dumps({"workload": name, "cpu": cpu, "wall": wall, "result": result}))


if __name__ == "__main__":
    main()
