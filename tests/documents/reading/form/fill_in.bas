' Fills in the legacy fields of a form as somebody at LibreOffice does, and saves it once for each filter; addresses and
' filters are parted by "|". Rows of the answers are a field's
' name, a tab, and the text, "\n" between its paragraphs; "#choice" is the number of the entry that is chosen.
Sub FillIn(sSource As String, sAnswers As String, sTargets As String, sFilters As String, sTold As String)
  Dim aHidden(0) As New com.sun.star.beans.PropertyValue
  Dim aSaved(0) As New com.sun.star.beans.PropertyValue
  Dim sNames(500) As String
  Dim sTexts(500) As String
  Dim oStarts(500) As Object
  Dim oEnds(500) As Object
  Dim sFields(500) As String
  Dim nCount As Integer, nFields As Integer, i As Integer, f As Integer, nAt As Long
  On Error GoTo Failed
  oStream = createUnoService("com.sun.star.io.TextInputStream")
  oStream.setInputStream(createUnoService("com.sun.star.ucb.SimpleFileAccess").openFileRead(sAnswers))
  oStream.setEncoding("UTF-8")
  Do While Not oStream.isEOF()
    sRow = oStream.readLine()
    nAt = InStr(sRow, Chr(9))
    If nAt > 0 Then
      sNames(nCount) = Left(sRow, nAt - 1)
      sTexts(nCount) = Join(Split(Mid(sRow, nAt + 1), "\n"), Chr(13))
      nCount = nCount + 1
    End If
  Loop
  aHidden(0).Name = "Hidden"
  aHidden(0).Value = True
  oDocument = StarDesktop.loadComponentFromURL(sSource, "_blank", 0, aHidden())
  oParagraphs = oDocument.Text.createEnumeration()
  Do While oParagraphs.hasMoreElements()
    oPortions = oParagraphs.nextElement().createEnumeration()
    Do While oPortions.hasMoreElements()
      oPortion = oPortions.nextElement()
      Select Case oPortion.TextPortionType
      Case "TextFieldStart"
        sFields(nFields) = oPortion.Bookmark.Name
        If oPortion.Bookmark.Parameters.hasByName("Name") Then sFields(nFields) = oPortion.Bookmark.Parameters.getByName("Name")
      Case "TextFieldSeparator"
        oStarts(nFields) = oPortion.End
      Case "TextFieldEnd"
        oEnds(nFields) = oPortion.Start
        nFields = nFields + 1
      Case "TextFieldStartEnd"
        oChoice = oPortion.Bookmark.Parameters
      End Select
    Loop
  Loop
  For i = 0 To nCount - 1
    If sNames(i) = "#choice" Then
      If oChoice.hasByName("Dropdown_Selected") Then
        oChoice.replaceByName("Dropdown_Selected", CLng(sTexts(i)))
      Else
        oChoice.insertByName("Dropdown_Selected", CLng(sTexts(i)))
      End If
    End If
    For f = 0 To nFields - 1
      If sNames(i) = sFields(f) Then
        oCursor = oDocument.Text.createTextCursorByRange(oStarts(f))
        oCursor.gotoRange(oEnds(f), True)
        oCursor.String = sTexts(i)
      End If
    Next
  Next
  aSaved(0).Name = "FilterName"
  aTargets = Split(sTargets, "|")
  aFilters = Split(sFilters, "|")
  For i = 0 To UBound(aTargets)
    aSaved(0).Value = aFilters(i)
    oDocument.storeToURL(aTargets(i), aSaved())
  Next
  oDocument.close(True)
  Tell(sTold, nFields & " fields")
  Exit Sub
Failed:
  Tell(sTold, "line " & Erl & ": " & Error$)
  StarDesktop.terminate()
End Sub

Sub Tell(sFile As String, sWords As String)
  nFile = FreeFile
  Open ConvertFromURL(sFile) For Output As #nFile
  Print #nFile, sWords
  Close #nFile
End Sub
