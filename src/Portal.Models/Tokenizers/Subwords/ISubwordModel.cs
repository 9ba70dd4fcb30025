namespace Portal.Models.Tokenizers.Subwords;

/// <summary>A token and the part of the word that it covers. The bytes of one character all cover that character.</summary>
internal readonly record struct Subword(int Id, int Start, int End);

/// <summary>Cuts a word into tokens of the vocabulary.</summary>
internal interface ISubwordModel
{
    /// <summary>Appends the tokens of one word, which may be a whole text where the tokenizer does not split.</summary>
    void Encode(string word, List<Subword> tokens);
}
